"""Pages with long lists, against the same template rendered by bare Jinja2 over the rows when they are ready."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from unittest.mock import patch

from jinja2 import Template

from tests.bench.harness import ONLY_SHOWN, Comparison, Goal, Measure, rows, timed, timed_after
from tests.bench.stage import Stage, Workspace

PAGES = {"launches/": 100, "gates/": 100, "members/": 100, "deliveries/": 50, "inbox/": 200}
"""Address → how many rows it shows."""

GOAL = Goal(at_least=0.5)


@rows("pages")
def pages(stage: Stage) -> Iterator[Comparison]:
    """Yield a row for each page; then the list of launches when nothing of their readiness is remembered."""
    stage.large.settle()
    for address, length in PAGES.items():
        ours = timed(lambda address=address: stage.large.get(address))
        yield Comparison(f"HTML list of {length}: {address} / bare Jinja2", GOAL, ours, bare(stage.large, address))
    anew = timed_after(stage.large.change, lambda: stage.large.get("launches/"))
    name = "HTML list of 100: launches/ right after a change, computed anew / the same"
    yield Comparison(name, ONLY_SHOWN, anew, bare(stage.large, "launches/"), rounds=100)


def bare(workspace: Workspace, address: str) -> Measure:
    """Return a measure of the page's own template with the context that the page gave it: no request, no query."""
    given: list[tuple[Template, Any]] = []
    render = Template.render

    def kept(template: Template, context: Any) -> str:
        given.append((template, context))
        return render(template, context)

    with patch.object(Template, "render", kept):
        assert workspace.get(address).status == 200
    ((template, context),) = given
    return timed(lambda: template.render(context))
