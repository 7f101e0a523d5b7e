"""Querysets that are compiled once, and what they must not be asked for."""

from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.lib.prepared import Given, NotPrepared, prepared, prepared_after


@prepared
def by_hat(workspace: Any, hats: Any) -> Any:
    return Member.objects.filter(workspace=workspace, hats__overlap=hats).select_related("user").order_by("pk")


@prepared
def among(ids: Any) -> Any:
    return Member.objects.filter(pk__among=ids).order_by("pk").values_list("user__name", flat=True)


def test_brings_what_the_queryset_would_with_the_values_of_each_call(petra: Member, mark: Member, vera: Member) -> None:
    harbour = petra.workspace
    for hats in (["product"], ["marketing"], ["legal"]):
        plain = Member.objects.filter(workspace=harbour, hats__overlap=hats).order_by("pk")
        with CaptureQueriesContext(connection) as queries:
            found = [(member.pk, member.user.name) for member in by_hat(workspace=harbour.pk, hats=hats)]
        assert found == [(member.pk, member.user.name) for member in plain]
        assert len(queries) == 1
    assert by_hat(workspace=harbour.pk, hats=["marketing"]) != by_hat(workspace=harbour.pk, hats=["product"])


def test_takes_any_number_of_ids(petra: Member, mark: Member, quentin: Member) -> None:
    assert among(ids=[petra.pk, quentin.pk]) == ["Petra", "Quentin"]
    assert among(ids=[]) == []


def test_a_value_cannot_be_asked_for_before_the_query_runs(petra: Member) -> None:
    with pytest.raises(NotPrepared, match="workspace is known only when"):
        Member.objects.filter(workspace=Given("workspace")).first()


@prepared_after("SELECT set_config('launchhub.workspace', %s::uuid::text, true)", "workspace")
def inside(hats: Any) -> Any:
    return Member.objects.filter(hats__overlap=hats).order_by("pk")


@pytest.mark.parametrize("keeps_plans", [True, False])
def test_a_statement_goes_ahead_with_a_value_of_the_same_call(
    keeps_plans: bool, petra: Member, mallory: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One message, and the query sees what the statement did: the wall is open for one workspace."""
    monkeypatch.setattr(connections["default"], "keeps_plans", keeps_plans)
    with CaptureQueriesContext(connection) as queries:
        assert petra in inside(workspace=petra.workspace_id, hats=["product"])
        assert petra not in inside(workspace=mallory.workspace_id, hats=["product"])
    assert len(queries) == 2
