"""A row and its event, changed together: what actions are made of.

Every function here runs in one transaction and records exactly one event, or none when nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from launchhub.events.kinds import EventKind
from launchhub.events.record import plain, record
from launchhub.lib.dates import check_year
from launchhub.lib.errors import Stale
from launchhub.lib.prepared import Prepared, planned

if TYPE_CHECKING:
    from launchhub.accounts.models import Member, Workspace
    from launchhub.accounts.scoping import EditableModel

Row = TypeVar("Row", bound="EditableModel")


def create(
    model: type[Row],
    *,
    by: Member | None,
    workspace: Workspace | None = None,
    event_kind: EventKind | str | None = None,
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> Row:
    """Insert a row and record `<noun>.created` (or `event_kind`) with the given fields and `data`.

    `workspace` is needed only when the system acts (`by` is None). Links to many are lists of objects.
    Raises `ValidationError` by field.
    """
    many = {name: fields.pop(name) for name in _many(model) & fields.keys()}
    obj = model(workspace=by.workspace if by else workspace, **fields)
    with transaction.atomic():
        _check(obj, fields | many)
        with unique_errors(model):
            obj.save(force_insert=True)
            _link(obj, many)
        shown = {name: plain(value) for name, value in (fields | many).items() if value not in (None, "", [])}
        record(event_kind or f"{model.noun}.created", obj, by=by, **({"fields": shown} | (data or {})))
    return obj


def change(
    obj: Row,
    *,
    by: Member | None,
    event_kind: EventKind | str | None = None,
    expected_version: int | None = None,
    data: dict[str, Any] | None = None,
    **fields: Any,
) -> Row:
    """Change fields of a row and record `<noun>.updated` (or `event_kind`) with old and new values.

    Locks and rereads the row first; returns it as it is now. `expected_version` is what the caller saw.
    Raises `Stale` when somebody was faster, `ValidationError` by field. Nothing is written when nothing differs.
    """
    model = type(obj)
    many = {name: fields.pop(name) for name in _many(model) & fields.keys()}
    with transaction.atomic():
        row = lock(obj, expected_version)
        changes = _differences(row, fields) | _many_differences(row, many)
        if not changes:
            return row
        for name in fields:
            setattr(row, name, fields[name])
        _check(row, fields | many)
        with unique_errors(model):
            touch(row, *(name for name in fields if name in changes))
            _link(row, many)
        record(event_kind or f"{row.noun}.updated", row, by=by, **({"changes": changes} | (data or {})))
    return row


def remove(obj: Row, *, by: Member | None, expected_version: int | None = None) -> Row:
    """Put a row into the bin, where it stays until it is restored, and record `<noun>.deleted`."""
    with transaction.atomic():
        row = lock(obj, expected_version)
        if row.deleted_at is None:
            row.deleted_at = timezone.now()
            touch(row, "deleted_at")
            record(f"{row.noun}.deleted", row, by=by)
    return row


def restore(obj: Row, *, by: Member | None, **fields: Any) -> Row:
    """Take a row out of the bin and record `<noun>.restored`. Raises `ValidationError` when its place was taken.

    `fields` are set along: what went on without the row while it lay there.
    """
    with transaction.atomic():
        row = lock(obj)
        if row.deleted_at is not None:
            for name, value in {"deleted_at": None, **fields}.items():
                setattr(row, name, value)
            with unique_errors(type(row)):
                touch(row, "deleted_at", *fields)
            record(f"{row.noun}.restored", row, by=by)
    return row


def lock(obj: Row, expected_version: int | None = None) -> Row:
    """Return the row as it is now, locked until the transaction ends. Raises `Stale` on another version."""
    model = type(obj)
    found: list[Row] = _locking(model)(pk=obj.pk)
    if not found:
        raise model.DoesNotExist(f"{model.noun} {obj.pk} is gone.")
    (row,) = found
    if expected_version is not None and row.version != expected_version:
        raise Stale(row)
    if "workspace" in obj._state.fields_cache:
        row._state.fields_cache["workspace"] = obj._state.fields_cache["workspace"]
    return row


def keep(obj: EditableModel, name: str) -> None:
    """Let nobody delete a row before the present transaction ends; many may keep it at the same time.

    Call it before something is put into it. Raises `ValidationError` for the field `name` when it is in the bin.
    """
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(obj._meta.db_table)
        cursor.execute(f"SELECT deleted_at FROM {table} WHERE id = %s FOR KEY SHARE", [obj.pk])  # noqa: S608 - ours
        (deleted_at,) = cursor.fetchone()
    if deleted_at:
        noun = name.replace("_", " ")
        raise ValidationError({name: f"“{obj}” has been deleted: restore it or choose another {noun}."})


@cache
def _locking(model: type[Row]) -> Prepared:
    return planned(lambda pk: model._default_manager.select_for_update().filter(pk=pk))


def touch(row: EditableModel, *names: str) -> None:
    """Save the named fields with a new version and time."""
    row.version += 1
    row.updated_at = timezone.now()
    row.save(update_fields=[*names, "version", "updated_at"])


@contextmanager
def unique_errors(model: type[models.Model]) -> Iterator[None]:
    """Turn a violated constraint of PostgreSQL into a `ValidationError` with the field's name.

    One statement decides, so two people at once get one row and one error.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        for constraint in model._meta.constraints:
            if constraint.name == name:
                names = [field for field in getattr(constraint, "fields", ()) if field != "workspace"]
                message = constraint.violation_error_message or "This is already taken."
                raise ValidationError({names[-1] if names else NON_FIELD_ERRORS: message}) from error
        raise


def _many(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.many_to_many}


def _differences(row: models.Model, fields: dict[str, Any]) -> dict[str, list[Any]]:
    found = {}
    for name, new in fields.items():
        field: Any = row._meta.get_field(name)
        old, new_value = getattr(row, field.attname), plain(new)
        if not field.is_relation:
            new_value = field.to_python(new_value)
        if old != new_value:
            found[name] = [plain(old), plain(new_value)]
    return found


def _many_differences(row: models.Model, many: dict[str, Any]) -> dict[str, list[Any]]:
    found = {}
    for name, new in many.items():
        old = set(getattr(row, name).values_list("pk", flat=True))
        if old != {item.pk for item in new}:
            found[name] = [sorted(old), sorted(item.pk for item in new)]
    return found


def _link(row: EditableModel, many: dict[str, Any]) -> None:
    for name, values in many.items():
        getattr(row, name).set(values, through_defaults={"workspace_id": row.workspace_id})


def _check(row: EditableModel, given: dict[str, Any]) -> None:
    """Check values without a query: links must stay in the workspace, constraints are PostgreSQL's own to keep."""
    errors: dict[str, Any] = {}
    for name, value in given.items():
        for linked in value if isinstance(value, (list, tuple)) else [value]:
            if getattr(linked, "workspace_id", row.workspace_id) != row.workspace_id:
                errors[name] = f"There is no such {name.replace('_', ' ')} in this workspace."
        if type(value) is date:
            try:
                check_year(value)
            except ValueError as error:
                errors[name] = str(error)
    for field in row._meta.fields:
        if field.is_relation and not field.null and getattr(row, field.attname) is None:
            errors.setdefault(field.name, "This field cannot be empty.")
    if errors:
        raise ValidationError(errors)
    row.clean_fields(exclude={field.name for field in row._meta.fields if field.is_relation})
    row.clean()
