"""How the tables of rights of these tests are read: a line for names, a column for each of the cast."""

from __future__ import annotations

import re

COLUMNS = ("admin", "product", "marketing", "qa", "other", "guest")
PEOPLE = {"admin": "alice", "product": "petra", "marketing": "mark", "qa": "quentin", "guest": "vera"}
OTHER_HATS = ["engineering", "sales", "support", "legal"]


def read(table: str) -> dict[str, dict[str, str]]:
    """Return what stands in each column for each name. "/edit" goes on from the beginning of the name before it."""
    found = {}
    for line in table.strip().splitlines()[1:]:
        names, *cells = re.split(r"\s{2,}", line)
        first = ""
        for name in names.split(", "):
            whole = first + name if name.startswith("/") else name
            first = first if name.startswith("/") else re.match(r"\w[\w-]*(/one)?", name)[0]  # type: ignore[index]
            found[whole] = dict(zip(COLUMNS, cells, strict=True))
    return found
