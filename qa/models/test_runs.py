"""A result that a CI system sent."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone

from launchhub.accounts.scoping import WorkspaceModel, WorkspaceQuerySet, orders


def report_path(run: TestRun, _name: str) -> str:
    """Return where a run's report is kept: by workspace, then by id, never under a name that a sender chose."""
    return f"test_runs/{run.workspace_id}/{run.pk}.xml"


class TestRunQuerySet(WorkspaceQuerySet):
    """Reads of test runs."""

    def newest_of(self, suites: Iterable[str]) -> Self:
        """The newest run of each suite, with what criteria ask about."""
        rows = self.filter(suite__in=suites).order_by("suite", "-id").distinct("suite")
        return rows.only("suite", "passed", "failed", "errors", "skipped", "cases")


class TestRun(WorkspaceModel):
    """A result that a CI system sent: never edited, so that what once failed a gate can always be shown.

    `cases` holds what did not simply pass (failed, error, skipped, flaky) as JSON in the row itself: criteria and
    people ask about those alone, a run is written by one statement however many cases it has, and the report that
    is kept beside it knows the rest.
    """

    __test__ = False  # a model, whatever its name makes pytest think
    noun = "test_run"

    created_at = models.DateTimeField(default=timezone.now, editable=False)
    suite = models.CharField(max_length=100)
    source = models.CharField(max_length=100, blank=True, default="")
    commit = models.CharField(max_length=64, blank=True, default="")
    build = models.CharField(max_length=100, blank=True, default="")
    started_at = models.DateTimeField(null=True, blank=True)
    tests = models.PositiveIntegerField()
    passed = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    errors = models.PositiveIntegerField()
    skipped = models.PositiveIntegerField()
    flaky = models.PositiveIntegerField()
    cases = models.JSONField(default=list, blank=True)
    report = models.FileField(upload_to=report_path, max_length=200)
    sha256 = models.CharField(max_length=64)

    ui_changed: Sequence[uuid.UUID] = ()
    """Of a run that is being recorded: the features that look otherwise, as its report says."""

    objects: ClassVar[Any] = TestRunQuerySet.as_manager()

    class Meta(WorkspaceModel.Meta):
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "suite", "-id"], name="qa_testrun_suite"),
            *orders(made="created_at", by_suite="suite", of_build="build", of_commit="commit", of_source="source"),
        ]

    def __str__(self) -> str:
        return f"{self.suite} {self.build}".strip()

    @property
    def event_launch_id(self) -> uuid.UUID | None:
        """None: a run speaks for every launch whose gates name its suite."""
        return None

    @property
    def totals(self) -> dict[str, int]:
        """How many cases there were and how they ended."""
        return {name: getattr(self, name) for name in ("tests", "passed", "failed", "errors", "skipped", "flaky")}

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The cases that failed or broke."""
        return [case for case in self.cases if case["outcome"] in ("failed", "error")]
