"""What can be found of quality. Criteria and defects are shown by their gate."""

from collections.abc import Mapping
from typing import Any

from launchhub.search.registry import Searchable, register
from launchhub.web.links import page_of


def _gate_of(workspace: str, row: Mapping[str, Any]) -> str | None:
    return page_of(workspace, "gate", row["gate"]) if row["gate"] else None


register(
    Searchable("gate", "Gates", "name", "qa", "shield-check", order=35, launch="launch", state="status"),
    Searchable(
        "criterion", "Criteria", "text", "qa", "list-checks", order=75,
        launch="gate__launch", state="state", needs=("gate",), page=_gate_of,
    ),
    Searchable(
        "defect", "Defects", "title", "qa", "bug", order=60,
        launch="gate__launch", state="status", needs=("gate",), page=_gate_of,
    ),
)  # fmt: skip
