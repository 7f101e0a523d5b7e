"""Every page and every REST address, in the large workspace against the small one.

The addresses come from the URL resolver: a new one is measured from its first day. What a page shows is of one size in
both, so that the ratio tells what the rest of the data costs. Files are left out: they are there to hold all rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from roadmap.models import Launch, LaunchStatus
from tests.bench.harness import Comparison, Goal, Row, rows, timed
from tests.bench.stage import Stage, Workspace
from tests.matrix.routes import ROUTES, Route

GOAL = Goal(at_most=1.3)
ROUNDS, SECONDS = 15, 2.0
ASKED = {"search/": "?q=encrypted+invoices", "search/palette/": "?q=encrypted+invoices"}
"""What addresses are asked for that have little to say otherwise."""

IN_WORKSPACE = ("<slug:workspace>/", "api/v1/<slug:workspace>/")


@rows("scale")
def scale(stage: Stage) -> Iterator[Row]:
    """Yield a row for each address that answers a GET."""
    small, large = Sample(stage.small), Sample(stage.large)
    for workspace in (stage.small, stage.large):
        workspace.token, workspace.settle()  # readiness is remembered when nothing waits for its seal
    for route in ROUTES:
        is_file = route.path.endswith("/file/")
        if route.path.startswith(IN_WORKSPACE) and "get" in route.methods and not is_file:
            addresses = small.address(route), large.address(route)
            if {stage.small.get(addresses[0]).status, stage.large.get(addresses[1]).status} == {200}:
                yield Comparison(
                    f"100 times the data: {'/api/…/' if route.is_rest else '/…/'}{route.below}",
                    GOAL,
                    timed(lambda address=addresses[1]: stage.large.get(address)),
                    timed(lambda address=addresses[0]: stage.small.get(address)),
                    ROUNDS,
                    SECONDS,
                )


class Sample:
    """Rows of a workspace that its pages are about: those of a launch that is some weeks ahead."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._found: dict[Any, Any] = {}
        with workspace.inside() as admin:
            committed = Launch.objects.visible_to(admin).filter(status=LaunchStatus.COMMITTED)
            self.launch = committed.filter(date__gt=admin.workspace.today()).earliest("date", "pk")

    def address(self, route: Route) -> str:
        """Return the route's address below the workspace, as `Workspace.get` takes it."""
        address = route.address("", self.pk(route.model) if route.is_about_one else None)
        return address.replace("/api/v1//", "api/").removeprefix("//") + ASKED.get(route.below, "")

    def pk(self, model: Any) -> Any:
        """Return the id of a row: of the launch where rows belong to one, else the latest."""
        if model not in self._found:
            with self.workspace.inside() as admin:
                rows = self.launch.__class__.objects if model is Launch else model.objects
                visible = rows.visible_to(admin)
                if model is Launch:
                    visible = visible.filter(pk=self.launch.pk)
                elif hasattr(model, "launch"):
                    visible = visible.filter(launch=self.launch)
                self._found[model] = visible.order_by("-pk").values_list("pk", flat=True).first()
        return self._found[model]
