"""What can be found of the roadmap."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db.models import Case, CharField, Value, When
from django.db.models.functions import Left
from django.urls import reverse

from launchhub.search.registry import Searchable, register
from roadmap.models.decisions import ON_READINESS, TITLE_LENGTH


def _insights_of(workspace: str, row: Mapping[str, Any]) -> str:
    page = reverse("roadmap:insights", kwargs={"workspace": workspace})
    return f"{page}?{urlencode({'show': 'all', 'customer': row['id']})}"


_verdicts = [When(decision=kind, then=Value(kind.label)) for kind in ON_READINESS]
_agreed = Case(*_verdicts, default=Left("note", TITLE_LENGTH), output_field=CharField())
"""What a decision is called: the first characters of what was agreed."""

register(
    Searchable(
        "launch", "Launches", "name", "roadmap", "rocket", order=10,
        texts=("summary",), launch="pk", owner="owner", state="status",
    ),
    Searchable(
        "product", "Products", "name", "roadmap", "package", order=15,
        texts=("key", "vision", "strategy"), owner="owner",
    ),
    Searchable(
        "feature", "Features", "title", "roadmap", "puzzle", order=20,
        texts=("description",), launch="launch", owner="owner", state="status",
    ),
    Searchable("goal", "Goals", "title", "roadmap", "target", order=30, texts=("metric",), owner="owner"),
    Searchable(
        "task", "Tasks", "title", "roadmap", "square-check", order=40,
        texts=("note",), launch="launch", owner="assignee", state="status",
    ),
    Searchable(
        "milestone", "Milestones", "name", "roadmap", "flag", order=50,
        texts=("note",), launch="launch", owner="owner",
    ),
    Searchable(
        "insight", "Insights", Left("body", TITLE_LENGTH), "roadmap", "message-square-quote", order=60,
        texts=("body", "answer", "segment"), owner="author", state="status",
    ),
    Searchable(
        "customer", "Customers", "name", "roadmap", "building-2", order=65, texts=("segment",), page=_insights_of,
    ),
    Searchable(
        "decision", "Decisions", _agreed, "roadmap", "gavel", order=55,
        texts=("note",), launch="launch", owner="author", changed="created_at", named_in=("launch.decision",),
    ),
)  # fmt: skip
