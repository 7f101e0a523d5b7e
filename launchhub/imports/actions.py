"""Taking a table in: one service for the page, REST and `import_train`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypedDict

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from launchhub.accounts.models import Member, Workspace
from launchhub.accounts.rights import Right, require
from launchhub.events.kinds import EventKind, register
from launchhub.events.record import record
from launchhub.imports import registry
from launchhub.imports.columns import Lookup
from launchhub.imports.models import Import
from launchhub.imports.registry import Importable, guess_mapping
from launchhub.imports.tables import Table
from launchhub.lib.errors import Conflict

MAX_ERRORS = 200

IMPORT_FINISHED = EventKind("import.finished", "{actor} imported {created} and updated {updated} {what}")
register(IMPORT_FINISHED)


class Note(TypedDict):
    """What there is to say of a row, a column or the whole file."""

    row: int | None
    column: str | None
    detail: str


@dataclass(slots=True)
class Outcome:
    """What became of the rows. Errors and notes name row and column as the file's owner sees them."""

    created: int = 0
    updated: int = 0
    skipped: int = 0
    errors: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class _Undo(Exception):
    """Leaves a transaction without writing."""


def run(
    table: Table,
    *,
    kind: str,
    by: Member,
    filename: str,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    dry_run: bool = False,
    notes: Sequence[Note] = (),
) -> Import:
    """Take a table in, all or nothing, and return the report.

    `mapping` is column → field (guessed from the names when it is None), `defaults` field → text for rows whose
    cell is empty. Rows match existing objects by `external_id`. A dry run does all the work and undoes it.
    `notes` are what whoever made the table has to say about it: they go into the report.
    Raises `ValidationError` for `kind`, `mapping` or `defaults`, `Forbidden` when the member may not write these, and
    `Conflict` while another table of the kind is being taken in.
    """
    require(by, Right.WORK)
    importable = registry.importable(kind)
    chosen = dict(guess_mapping(table.columns, importable) if mapping is None else mapping)
    _check(chosen, dict(defaults or {}), importable, table)
    of_table: list[Note] = [{"row": None, "column": None, "detail": note} for note in table.notes]
    outcome = Outcome(notes=[*of_table, *notes])
    with transaction.atomic():
        try:
            with transaction.atomic():
                _one_at_a_time(kind, by.workspace)
                _take_in(table, importable, chosen, dict(defaults or {}), by, outcome)
                if dry_run or outcome.errors:
                    raise _Undo
        except _Undo:
            if outcome.errors:
                outcome.created = outcome.updated = outcome.skipped = 0
        return report(outcome, kind=kind, by=by, filename=filename, mapping=chosen, defaults=defaults, dry_run=dry_run)


def report(
    outcome: Outcome,
    *,
    kind: str,
    by: Member,
    filename: str,
    mapping: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> Import:
    """Keep what became of the rows, and record `import.finished` when something was written."""
    kept: Import = Import.objects.create(
        workspace=by.workspace,
        member=by,
        kind=kind,
        filename=filename[:255],
        mapping=dict(mapping or {}),
        defaults=dict(defaults or {}),
        dry_run=dry_run,
        created=outcome.created,
        updated=outcome.updated,
        skipped=outcome.skipped,
        errors=outcome.errors,
        notes=outcome.notes,
    )
    if (outcome.created or outcome.updated) and not dry_run and not outcome.errors:
        record(IMPORT_FINISHED, kept, by=by, what=kind, created=outcome.created, updated=outcome.updated)
    return kept


def _one_at_a_time(kind: str, workspace: Workspace) -> None:
    """Refuse an import beside another of its kind: two at once would both create what neither finds present.

    It does not wait for its turn, because whoever waits keeps a thread from everybody else, for as long as tables take.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"import {kind} {workspace.pk}"])
        (is_free,) = cursor.fetchone()
    if not is_free:
        raise Conflict(f"Another table of {kind} is being taken in. Try again when it is done.")


def _check(mapping: dict[str, str], defaults: dict[str, str], importable: Importable, table: Table) -> None:
    known = [field.name for field in importable.every_field]
    for name, used, words in (("mapping", mapping.values(), "mapping"), ("defaults", defaults, "defaults")):
        if unknown := sorted(set(used) - set(known)):
            raise ValidationError(
                {name: f"The {words} name {', '.join(unknown)}; {importable.kind} have {', '.join(known)}."}
            )
    if missing := sorted(set(mapping) - set(table.columns)):
        raise ValidationError({"mapping": f"The file has no column {', '.join(missing)}."})
    if twice := sorted({field for field in mapping.values() if list(mapping.values()).count(field) > 1}):
        raise ValidationError({"mapping": f"Two columns go to {', '.join(twice)}; choose one."})
    given = set(mapping.values()) | set(defaults)
    if lacking := [field.name for field in importable.fields if field.required and field.name not in given]:
        raise ValidationError({"mapping": f"No column goes to {', '.join(lacking)}, and there is no default for it."})


def _take_in(
    table: Table,
    importable: Importable,
    mapping: dict[str, str],
    defaults: dict[str, str],
    by: Member,
    outcome: Outcome,
) -> None:
    lookup = Lookup(by)
    columns = {name: column for column, name in mapping.items()}
    position = {column: index for index, column in enumerate(table.columns)}
    existing = _existing(table, importable, position.get(columns.get("external_id", "")), by)
    seen: dict[str, int] = {}
    for number, cells in table.rows:
        texts = defaults | {
            name: cells[position[column]] for name, column in columns.items() if cells[position[column]]
        }
        errors, values = _parse(texts, importable, lookup)
        key = texts.get("external_id", "")
        if key and key in seen:
            errors["external_id"] = f"Row {seen[key]} has the same external id."
        seen[key] = number
        if not errors:
            errors = _write(importable, existing.get(key), values, by, outcome)
        for name, detail in errors.items():
            outcome.errors.append({"row": number, "column": columns.get(name, name), "detail": detail})
        if len(outcome.errors) >= MAX_ERRORS:
            outcome.notes.append({"row": number, "column": None, "detail": "Stopped here: too many errors."})
            return


def _existing(table: Table, importable: Importable, at: int | None, by: Member) -> dict[str, Any]:
    """Return the objects that the rows match, those in the bin included: an import brings them back."""
    if at is None:
        return {}
    keys = [cells[at] for _, cells in table.rows if cells[at]]
    rows = importable.model.objects.in_workspace(by.workspace).filter(external_id__in=keys)
    return {row.external_id: row for row in rows}


def _parse(texts: dict[str, str], importable: Importable, lookup: Lookup) -> tuple[dict[str, str], dict[str, Any]]:
    errors, values = {}, {}
    for entry in importable.every_field:
        raw = texts.get(entry.name, "")
        if raw:
            try:
                values[entry.name] = entry.parse(raw, lookup)
            except (ValueError, ValidationError) as error:
                errors[entry.name] = _words(error)
        elif entry.required:
            errors[entry.name] = "This is needed, and the cell is empty."
    return errors, values


def _write(importable: Importable, row: Any, values: dict[str, Any], by: Member, outcome: Outcome) -> dict[str, str]:
    try:
        if row is None:
            importable.actions.create(by=by, **values)
            outcome.created += 1
            return {}
        before = row.version
        if row.deleted_at:
            row = importable.actions.restore(row, by=by)
        if importable.actions.update(row, by=by, **values).version == before:
            outcome.skipped += 1
        else:
            outcome.updated += 1
    except ValidationError as error:
        fields = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
        return {name if name != "__all__" else "": " ".join(messages) for name, messages in fields.items()}
    except Conflict as error:
        return {"": error.detail}
    return {}


def _words(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
