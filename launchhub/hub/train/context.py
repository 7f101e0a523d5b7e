"""A load under way, which every part of the train adds to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from launchhub.accounts.models import Member
from launchhub.hub.train.reading import Row, Source, table_of
from launchhub.imports.actions import Note, Outcome, report, run
from launchhub.imports.models import Import
from launchhub.imports.registry import importable


class Refused(Exception):
    """Rows could not be taken in; nothing was. `errors` name file, row and column."""

    def __init__(self, kept: Import) -> None:
        lines = [f"{kept.filename}, row {e['row']}, {e['column'] or 'row'}: {e['detail']}" for e in kept.errors]
        super().__init__("\n".join(lines))


@dataclass(slots=True)
class Train:
    """A load under way: where its files are, who loads it, and the reports so far."""

    folder: Path
    ops: Path | None
    by: Member
    reports: list[Import] = field(default_factory=list)

    def take_in(
        self,
        filename: str,
        kind: str,
        rows: Sequence[Row],
        fields: Mapping[str, Source],
        *,
        defaults: Mapping[str, str] | None = None,
        notes: Sequence[Note] = (),
    ) -> None:
        """Take rows in by the import service. Raises `Refused` with its errors."""
        table, mapping = table_of(rows, fields)
        kept = run(table, kind=kind, by=self.by, filename=filename, mapping=mapping, defaults=defaults, notes=notes)
        if kept.errors:
            raise Refused(kept)
        self.reports.append(kept)

    def tell(self, filename: str, kind: str, outcome: Outcome) -> None:
        """Keep the report of what was taken in by other actions than those of the import service."""
        self.reports.append(report(outcome, kind=kind, by=self.by, filename=filename))

    def present(self, kind: str) -> set[str]:
        """Return the external ids of a kind that the workspace has already."""
        rows = importable(kind).model.objects.in_workspace(self.by.workspace)
        return set(rows.exclude(external_id="").values_list("external_id", flat=True))
