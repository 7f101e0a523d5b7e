"""The report of a load, for people who read it in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from launchhub.imports.models import Import


def lines(reports: Iterable[Import]) -> Iterator[str]:
    """Return what became of each file, and below it all that is odd in it."""
    for each in reports:
        counts = (f"{each.created:,} created", f"{each.updated:,} updated", f"{each.skipped:,} as they were")
        yield f"{each.filename} ({each.kind.replace('_', ' ')}): {', '.join(counts)}"
        for note in each.notes:
            where = ", ".join(f"{name} {note[name]}" for name in ("row", "column") if note[name])
            yield f"  {f'{where}: ' if where else ''}{note['detail']}"
