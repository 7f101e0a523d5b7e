"""Every address there is, read from the URL resolver: a new one is tested from its first day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver

from launchhub.accounts.models import ApiToken, Invitation, Member, Share
from launchhub.discussion.models import Attachment, Comment
from launchhub.imports.models import Import, Upload
from launchhub.notifications.models import Delivery, Webhook
from launchhub.saved_views.models import SavedView
from messaging.models import Activity, Asset, Claim
from qa.models import Criterion, Gate, TestRun
from roadmap.models import (
    Customer,
    Decision,
    Dependency,
    Feature,
    Goal,
    Insight,
    Launch,
    Milestone,
    Playbook,
    Product,
    RaciLine,
    ScoringModel,
    Task,
)

OPEN = ("accounts/", "admin/", "invitations/", "healthz", "readyz", "metrics", "api/schema/", "api/docs/")
"""Addresses outside of any workspace: each looks after itself, and has tests of its own."""

PAGES = "<slug:workspace>/"
REST = "api/v1/<slug:workspace>/"
METHODS = ("get", "post", "patch", "delete")
ARGUMENTS = {
    "to": "committed", "hat": "product", "noun": "launch", "field": "body", "place": "board", "screen": "timeline",
    "model": "rice", "part": "title", "way": "launch", "kind": "task", "key": "call", "status": "building",
}  # fmt: skip

SHOWS: dict[str, Any] = {
    "deliveries/": Delivery, "webhooks/": Webhook, "members/": Member, "members/invitations/": Invitation,
    "shares/": Share, "shares/<slug:noun>/": Launch,
    "tokens/": ApiToken, "imports/": Import, "imports/files/": Upload,
    "discussion/<slug:noun>/": Launch, "comments/": Comment, "here/<slug:noun>/": Launch,
    "attachments/<slug:noun>/": Launch, "attachments/": Attachment,
    "saved-views/": SavedView, "bin/<slug:noun>/": Launch,
    "launches/": Launch, "features/": Feature, "tasks/": Task, "raci/": RaciLine,
    "goals/": Goal, "scoring-models/": ScoringModel, "milestones/": Milestone, "dependencies/": Dependency,
    "insights/": Insight, "customers/": Customer, "products/": Product,
    "activities/": Activity, "assets/": Asset, "claims/": Claim,
    "decisions/": Decision, "playbooks/": Playbook,
    "gates/": Gate, "criteria/": Criterion, "test-runs/": TestRun,
}  # fmt: skip
"""What the pages below an address are about."""


@dataclass(frozen=True)
class Route:
    """An address as the resolver knows it, and the view behind it."""

    path: str
    view: Any

    @property
    def is_rest(self) -> bool:
        return self.path.startswith(REST)

    @property
    def below(self) -> str:
        """The address inside its workspace."""
        return self.path.removeprefix(REST).removeprefix(PAGES)

    @property
    def is_about_one(self) -> bool:
        return "<uuid:pk>" in self.path

    @property
    def is_list(self) -> bool:
        """Whether it lists a collection."""
        is_whole = self.is_rest and self.below.count("/") == 1
        return is_whole and hasattr(self.view.cls, "model") and "get" in self.methods

    @property
    def model(self) -> Any:
        if self.is_rest:
            return self.view.cls.model
        return SHOWS[self.below.partition("<uuid:pk>")[0]]

    @property
    def methods(self) -> list[str]:
        if not self.is_rest:
            return ["get", "post"]
        offered = getattr(self.view, "actions", None) or vars(self.view.cls)
        return [each for each in METHODS if each in offered]

    def address(self, workspace: str, pk: object, **taken: str) -> str:
        """Return where it is; `taken` are parts of the address that are not to be the usual ones."""
        filled = {"workspace": workspace, "pk": pk, **ARGUMENTS, **taken}
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(filled[found[1]]), self.path)


def every_path(patterns: Any = None, prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and the view of every address of the project."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from every_path(pattern.url_patterns, path)
        else:
            yield path, pattern.callback


ROUTES = [Route(path, view) for path, view in every_path() if not path.startswith(OPEN) and path not in ("", "api/")]
"""Every route below a workspace, and the others that are not known to be open."""

COLLECTIONS = [route for route in ROUTES if route.is_list]
