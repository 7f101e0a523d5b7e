"""The matrix knows every address, and its world leaves no text without a word by which a leak would be seen."""

from __future__ import annotations

from typing import Any

from django.db import models

from launchhub.accounts.models import Workspace
from launchhub.lib.wall import workspace_context
from tests.matrix.routes import PAGES, REST, ROUTES
from tests.matrix.tenants import tenant_models
from tests.matrix.world import HIDDEN, SHARED, World

UNSPOKEN = {
    # Nothing that a person wrote, words of ours, digests and keys; or it stands empty here.
    "accounts.Member.external_id", "accounts.Share.target_noun", "accounts.Invitation.shared_noun",
    "api.FirstAnswer.headers", "events.Event.handled_by", "imports.Import.errors",
    "imports.Import.notes", "notifications.Webhook.disabled_because", "notifications.Webhook.kinds",
    "notifications.Webhook.previous_secret", "notifications.Webhook.secret", "qa.Gate.signed_build",
    "qa.SignOff.conditions", "roadmap.PlaybookItem.details",
    "events.Event.error", "events.Event.kind", "events.Event.subject_type", "notifications.Delivery.error",
    "notifications.Delivery.lane", "notifications.DeliveryAttempt.error", "notifications.Watch.noun",
    "discussion.Comment.target_noun", "discussion.Attachment.target_noun", "discussion.Attachment.sha256",
    "discussion.Attachment.kind", "discussion.Attachment.file",
    "saved_views.SavedView.screen", "roadmap.Ranking.model", "roadmap.Score.model",
    "roadmap.Score.values", "roadmap.Decision.verdict",
    "roadmap.ReadinessSnapshot.tracks", "roadmap.ReadinessSnapshot.verdict",
    "accounts.ApiToken.digest", "accounts.ApiToken.prefix", "api.FirstAnswer.key", "api.FirstAnswer.request_digest",
    "imports.Import.kind", "imports.Upload.kind", "qa.Gate.reopened_because", "qa.Gate.reason",
    "qa.SignOff.evidence_digest", "qa.TestRun.sha256", "roadmap.DateMove.subject_type", "roadmap.PlaybookItem.key",
    "search.Word.noun", "search.Word.word", "search.Trigram.trigram", "search.Trigram.word",
    "roadmap.PlaybookItem.kind", "messaging.Asset.locale", "messaging.Activity.currency",
}  # fmt: skip


def texts(model: Any) -> list[models.Field[Any, Any]]:
    """Return the columns of a model that hold what people write."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    innermost = {column: getattr(column, "base_field", column) for column in model._meta.concrete_fields}
    return [column for column, held in innermost.items() if isinstance(held, kinds) and not held.choices]


def test_every_address_is_below_a_workspace_or_known_to_be_open() -> None:
    assert [route.path for route in ROUTES if not route.path.startswith((PAGES, REST))] == []
    assert len(ROUTES) > 150


def test_there_is_a_row_behind_every_address(world: World) -> None:
    for model in {route.model for route in ROUTES if route.is_about_one}:
        assert world.of_harbour(model) != world.of_rival(model)


def test_every_text_of_harbour_would_be_recognised(world: World) -> None:
    silent = set()
    with workspace_context(world.alice.workspace):
        for model in tenant_models():
            for column in texts(model):
                words = models.functions.Cast(column.name, models.TextField())
                spoken = model._base_manager.annotate(in_words=words).filter(in_words__iregex=f"{HIDDEN}|{SHARED}")
                if not spoken.exists():
                    silent.add(f"{model._meta.label}.{column.name}")
    assert silent <= UNSPOKEN
    assert Workspace.objects.count() == 2
