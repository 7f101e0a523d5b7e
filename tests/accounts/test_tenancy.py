"""The wall between workspaces: PostgreSQL itself keeps it, whatever the application forgets."""

from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from launchhub.accounts.access import member_of
from launchhub.accounts.actions import tokens
from launchhub.accounts.models import ApiToken, Member, User, Workspace
from launchhub.events.models import Event
from launchhub.lib.wall import every_workspace, workspace_context

WITHOUT_A_WORKSPACE = {"accounts_user", "accounts_workspace", "jobs"}
"""Tables of ours that belong to no tenant: people who log in, the workspaces themselves, the clock."""

OURS = {"accounts", "events", "notifications", "imports", "api", "roadmap", "qa", "messaging", "hub"}


def rows(sql: str) -> list[tuple[str, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def our_tables() -> set[str]:
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in OURS]
    return {model._meta.db_table for model in models if not model._meta.proxy}


def test_every_tenant_table_is_under_forced_row_level_security(db: None) -> None:
    protected = {
        name
        for (name,) in rows(
            "SELECT relname FROM pg_class JOIN pg_policy ON polrelid = pg_class.oid "
            "WHERE relrowsecurity AND relforcerowsecurity AND polname = 'tenant'"
        )
    }
    with_workspace = {
        name
        for (name,) in rows(
            "SELECT table_name FROM information_schema.columns "
            "WHERE column_name = 'workspace_id' AND table_schema = 'public'"
        )
    }
    assert with_workspace - protected == set(), "these tables have a workspace and no policy"


def test_every_table_of_ours_belongs_to_a_workspace(db: None) -> None:
    auto = {"accounts_user_groups", "accounts_user_user_permissions"}
    with_workspace = {
        name for (name,) in rows("SELECT table_name FROM information_schema.columns WHERE column_name = 'workspace_id'")
    }
    assert our_tables() - with_workspace - auto == WITHOUT_A_WORKSPACE


def test_the_application_is_neither_superuser_nor_above_the_policies(db: None) -> None:
    assert rows("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user") == [(False, False)]


def test_without_a_workspace_there_are_no_rows(alice: Member) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('launchhub.workspace', '', true)")
    assert not Member.objects.exists()
    assert not Event.objects.exists()


def test_unscoped_queries_still_see_only_the_open_workspace(alice: Member, mallory: Member) -> None:
    assert set(Member.objects.all()) == {alice}
    with workspace_context(mallory.workspace):
        assert set(Member.objects.all()) == {mallory}
    with every_workspace():
        assert set(Member.objects.all()) == {alice, mallory}
    assert set(Member.objects.all()) == {alice}, "the wall stands again afterwards"


def test_a_row_cannot_be_written_into_another_workspace(alice: Member, mallory: Member) -> None:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Member.objects.create(workspace=mallory.workspace, user=alice.user)


def test_rows_of_another_workspace_cannot_be_changed_or_deleted(alice: Member, mallory: Member) -> None:
    assert Member.objects.filter(pk=mallory.pk).update(role="guest") == 0
    assert ApiToken.objects.filter(member=mallory).delete()[0] == 0
    with workspace_context(mallory.workspace):
        assert Member.objects.get(pk=mallory.pk).role == "admin"


def test_an_error_inside_a_context_closes_it(alice: Member, mallory: Member) -> None:
    with pytest.raises(ValueError, match="stop"), workspace_context(mallory.workspace):
        raise ValueError("stop")
    assert set(Member.objects.all()) == {alice}


def test_a_user_enters_only_workspaces_that_they_are_a_member_of(alice: Member, mallory: Member) -> None:
    assert member_of(alice.user, "harbour") == alice
    assert member_of(alice.user, "rival") is None
    assert member_of(alice.user, "no-such-workspace") is None


def test_a_session_costs_one_query_beyond_its_user(alice: Member, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = member_of(alice.user, "harbour")
        assert found
        assert (found.user.email, found.workspace.slug) == ("alice@example.com", "harbour")


def test_whoever_is_no_member_stands_before_a_closed_wall(alice: Member, mallory: Member) -> None:
    assert member_of(mallory.user, "harbour") is None
    assert not Member.objects.exists()


def test_a_former_member_does_not_get_in(alice: Member, petra: Member) -> None:
    from launchhub.accounts.actions import members

    members.delete(petra, by=alice)
    assert member_of(petra.user, "harbour") is None


def test_tokens_are_found_across_workspaces_only_by_their_whole_secret(mallory: Member) -> None:
    with workspace_context(mallory.workspace):
        row, _ = tokens.create(by=mallory, name="CI", scopes=["roadmap:read"])
    assert not ApiToken.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("statement", ["UPDATE events SET kind = 'x'", "DELETE FROM events"])
def test_postgresql_itself_refuses_to_rewrite_history(alice: Member, statement: str) -> None:
    with pytest.raises(DatabaseError, match="is a ledger"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_cast_is_who_it_says(alice: Member, petra: Member, vera: Member, harbour: Workspace) -> None:
    assert (alice.is_admin, petra.hats, vera.is_guest) == (True, ["product"], True)
    assert User.objects.count() == 3
