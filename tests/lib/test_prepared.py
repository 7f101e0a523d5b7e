"""Querysets that are compiled once, and what they must not be asked for."""

from typing import Any

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from launchhub.accounts.models import Member
from launchhub.lib.postgresql import base
from launchhub.lib.prepared import Given, LookUp, NotPrepared, PageOf, planned, planned_after, prepared
from roadmap.actions import products
from roadmap.models import Product


@prepared
def by_hat(workspace: Any, hats: Any) -> Any:
    return Member.objects.filter(workspace=workspace, hats__overlap=hats).select_related("user").order_by("pk")


@prepared
def with_owners(workspace: Any) -> Any:
    return Product.objects.filter(workspace=workspace).select_related("owner__user").order_by("key")


@planned
def among(ids: Any) -> Any:
    return Member.objects.filter(pk__among=ids).order_by("pk").values_list("user__name", flat=True)


@pytest.fixture
def _room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Room for more plans, however many tests have used this session before."""
    monkeypatch.setattr(base, "MOST_PLANS", 10**6)


def test_brings_what_the_queryset_would_with_the_values_of_each_call(petra: Member, mark: Member, vera: Member) -> None:
    harbour = petra.workspace
    for hats in (["product"], ["marketing"], ["legal"]):
        plain = Member.objects.filter(workspace=harbour, hats__overlap=hats).order_by("pk")
        with CaptureQueriesContext(connection) as queries:
            found = [(member.pk, member.user.name) for member in by_hat(workspace=harbour.pk, hats=hats)]
        assert found == [(member.pk, member.user.name) for member in plain]
        assert len(queries) == 1
    assert by_hat(workspace=harbour.pk, hats=["marketing"]) != by_hat(workspace=harbour.pk, hats=["product"])


def test_brings_along_what_is_selected_with_it_where_there_is_any(petra: Member) -> None:
    products.create(by=petra, name="Ferry", key="FER", owner=petra)
    products.create(by=petra, name="Harbour", key="HAR")
    with CaptureQueriesContext(connection) as queries:
        owners = [product.owner and product.owner.user.name for product in with_owners(workspace=petra.workspace_id)]
    assert owners == ["Petra", None]
    assert len(queries) == 1


def test_takes_any_number_of_ids(petra: Member, mark: Member, quentin: Member) -> None:
    assert among(ids=[petra.pk, quentin.pk]) == ["Petra", "Quentin"]
    assert among(ids=[]) == []


@planned
def of_workspace(workspace: Any) -> Any:
    return Member.objects.filter(workspace=workspace).order_by("pk")


@pytest.mark.usefixtures("_room")
def test_what_is_planned_brings_the_same_by_the_name_of_its_plan(petra: Member, mark: Member, mallory: Member) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert set(of_workspace(workspace=petra.workspace_id)) >= {petra, mark}
        assert of_workspace(workspace=mallory.workspace_id) == [], "the wall of the other workspace is closed"
        assert among(ids=[mark.pk]) == ["Mark"]
    assert [each["sql"].partition(" ")[0] for each in queries] == ["EXECUTE"] * 3


def test_a_value_cannot_be_asked_for_before_the_query_runs(petra: Member) -> None:
    with pytest.raises(NotPrepared, match="workspace is known only when"):
        Member.objects.filter(workspace=Given("workspace")).first()


@planned_after("SELECT set_config('launchhub.workspace', %s::uuid::text, true)", "workspace")
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


COUNT = (
    "SELECT count(*) FROM accounts_member WHERE workspace_id = %s AND role IN (%s, %s)",
    [Given("workspace"), "guest", Given("role")],
)


def asked(statement: LookUp, member: Member) -> tuple[str, int]:
    """Count who has the member's role in their workspace; return what PostgreSQL was asked for, and the number."""
    sql, values = statement.filled({"workspace": member.workspace_id, "role": member.role})
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (number,) = cursor.fetchone()
    return sql, number


@pytest.mark.usefixtures("_room")
def test_a_look_up_has_one_plan_for_all(petra: Member, mark: Member, mallory: Member) -> None:
    statement = LookUp(*COUNT)
    plans, numbers = zip(*[asked(statement, each) for each in (petra, mallory, mark)], strict=True)
    assert numbers == (2, 0, 2), "the wall of the other workspace is closed"
    assert len(set(plans)) == 1
    assert plans[0].startswith("EXECUTE")


@pytest.mark.usefixtures("_room")
def test_a_page_has_a_plan_for_each_workspace(petra: Member, mark: Member, mallory: Member) -> None:
    statement = PageOf(*COUNT)
    plans, numbers = zip(*[asked(statement, each) for each in (petra, mallory, mark)], strict=True)
    assert numbers == (2, 0, 2), "the wall of the other workspace is closed"
    assert plans[0] == plans[2] != plans[1]
    assert plans[0].endswith("(%s)"), "the workspace is no longer given"


def test_without_plans_the_statement_itself_is_sent(
    petra: Member, mark: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections["default"], "keeps_plans", False)
    for kind in (LookUp, PageOf):
        assert asked(kind(*COUNT), petra) == (COUNT[0], 2)
