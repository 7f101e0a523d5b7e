"""Schema changes are safe on tables in use: the release before runs on while they are made, and afterwards.

Squawk reads the SQL of our migrations, that of our own operations included: no long lock, and nothing that the release
before could not live with (what is dropped, renamed or suddenly required).
"""

import json
import subprocess
import sysconfig
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, NotInTransactionMixin
from django.db import OperationalError, connection, migrations, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation

from launchhub.lib.postgresql import base as postgresql

pytestmark = pytest.mark.django_db

SQUAWK = str(Path(sysconfig.get_path("scripts")) / "squawk")
IGNORED = (
    "prefer-bigint-over-int",  # Django chooses the types of columns
    "prefer-bigint-over-smallint",
    "prefer-text-field",
    "require-statement-timeout",  # once it has its lock, building an index may take as long as it takes
)
ALLOWED = {
    # An asset and its versions name each other: one of the two new tables gets its foreign key last.
    ("messaging.0001_initial", "adding-foreign-key-constraint"),
}


def findings(sql: str, *, atomic: bool) -> set[str]:
    """Return the names of the rules that `sql` breaks, as Squawk sees it."""
    ignored = IGNORED if atomic else (*IGNORED, "require-lock-timeout", "prefer-robust-stmts")
    options = ["--pg-version=18.0", "--reporter=json", f"--exclude={','.join(ignored)}"]
    command = [SQUAWK, *options, *(["--assume-in-transaction"] if atomic else [])]
    done = subprocess.run(command, input=sql, capture_output=True, text=True)
    return {finding["rule_name"] for finding in json.loads(done.stdout)}


@pytest.fixture(scope="module")
def plan(django_db_setup: None, django_db_blocker: Any) -> list[migrations.Migration]:
    """All migrations, in the order in which an empty database gets them."""
    with django_db_blocker.unblock():
        executor = MigrationExecutor(connection)
        steps = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    return [migration for migration, _ in steps]


def is_ours(migration: migrations.Migration) -> bool:
    """Say whether a migration stands in this repository."""
    folder = Path(apps.get_app_config(migration.app_label).path)
    return settings.BASE_DIR in folder.parents and "site-packages" not in folder.parts


@pytest.mark.django_db(transaction=True)
def test_no_migration_takes_a_long_lock_or_breaks_the_release_before(plan: list[migrations.Migration]) -> None:
    state = MigrationExecutor(connection).loader.project_state(())
    found = set()
    for migration in plan:
        if not is_ours(migration):
            state = migration.mutate_state(state, preserve=False)
            continue
        with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
            state = migration.apply(state, editor, collect_sql=True)
        sql = "\n".join(editor.collected_sql)
        found |= {(str(migration), rule) for rule in findings(sql, atomic=migration.atomic)}
    assert found == ALLOWED


def test_what_has_no_lock_timeout_builds_beside_the_traffic(plan: list[migrations.Migration]) -> None:
    without = [
        operation
        for migration in plan
        if is_ours(migration) and not migration.atomic
        for operation in migration.operations
    ]
    assert all(isinstance(operation, NotInTransactionMixin) for operation in without)


def test_rows_are_not_filled_while_a_table_in_use_is_locked(plan: list[migrations.Migration]) -> None:
    """Squawk cannot read Python: where it changes rows, its migration does nothing else, unless all tables are new."""
    for migration in plan:
        kinds = {isinstance(operation, migrations.RunPython) for operation in migration.operations}
        assert len(kinds) < 2 or migration.initial or not is_ours(migration), migration


DANGERS: list[tuple[str, Operation]] = [
    ("ban-drop-column", migrations.RemoveField("product", "name")),
    ("ban-drop-default", migrations.AddField("product", "colour", models.CharField(max_length=20, default=""))),
    ("ban-drop-table", migrations.DeleteModel("Dependency")),
    ("renaming-column", migrations.RenameField("product", "name", "title")),
    ("renaming-table", migrations.AlterModelTable("product", "products")),
    ("changing-column-type", migrations.AlterField("product", "name", models.IntegerField())),
    ("require-concurrent-index-creation", migrations.AddIndex("product", models.Index(fields=["name"], name="x"))),
    (
        "disallowed-unique-constraint",
        migrations.AddConstraint("product", models.UniqueConstraint(fields=["name"], name="x")),
    ),
]


@pytest.mark.parametrize(("rule", "operation"), DANGERS, ids=[rule for rule, _ in DANGERS])
def test_what_is_dangerous_is_found(rule: str, operation: Operation) -> None:
    assert rule in findings(sql_of(operation), atomic=True)


SAFE: list[Operation] = [
    migrations.AddField("product", "colour", models.CharField(max_length=20, null=True)),
    migrations.AddField("product", "colour", models.CharField(max_length=20, db_default="")),
    AddIndexConcurrently("product", models.Index(fields=["name"], name="x")),
]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("operation", SAFE, ids=lambda operation: operation.describe())
def test_what_is_safe_passes(operation: Operation) -> None:
    assert not findings(sql_of(operation), atomic=runs_in_a_transaction(operation))


def runs_in_a_transaction(operation: Operation) -> bool:
    return not isinstance(operation, NotInTransactionMixin)


def sql_of(operation: Operation) -> str:
    """Return the SQL of `operation` on the tables as they are."""
    before = MigrationExecutor(connection).loader.project_state()
    after = before.clone()
    operation.state_forwards("roadmap", after)
    with connection.schema_editor(collect_sql=True, atomic=runs_in_a_transaction(operation)) as editor:
        operation.database_forwards("roadmap", editor, before, after)
    return "\n".join(editor.collected_sql)


@pytest.mark.django_db(transaction=True)
def test_a_change_that_does_not_get_its_lock_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "LOCK_TIMEOUT", "50ms")
    reader = connection.copy()
    with closing(reader):
        reader.cursor().execute("BEGIN; SELECT FROM roadmap_product")
        with pytest.raises(OperationalError, match="lock timeout"), connection.schema_editor() as editor:
            editor.execute("ALTER TABLE roadmap_product ADD COLUMN colour text")
