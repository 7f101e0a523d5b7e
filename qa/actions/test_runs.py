"""Test runs: what a CI system found."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from launchhub.accounts.models import Member, Workspace
from launchhub.accounts.rights import Right, require
from launchhub.events.record import record as record_event
from qa import junit
from qa.actions.assessment import reassess
from qa.events import TEST_RUN_RECORDED
from qa.junit import Case, JUnitError, Outcome
from qa.models import Criterion, CriterionKind, Gate, TestRun
from roadmap.models import Feature
from roadmap.selection import known_ids


def record(
    report: bytes,
    *,
    by: Member | None,
    suite: str,
    build: str = "",
    source: str = "",
    commit: str = "",
    workspace: Workspace | None = None,
) -> TestRun:
    """Keep a JUnit XML report, record `test_run.recorded` and judge every criterion that names its suite.

    Features that the report says look otherwise are in the event, for roadmap to hear. `workspace` is needed only when
    the system acts. Raises `ValidationError` on `report` for what is no report that can be read; then nothing is kept.
    """
    require(by, Right.EDIT_QA)
    try:
        read = junit.parse(report)
    except JUnitError as error:
        raise ValidationError({"report": str(error)}) from error
    run = TestRun(
        workspace=by.workspace if by else workspace,
        suite=suite.strip(),
        build=build.strip(),
        source=source.strip(),
        commit=commit.strip(),
        started_at=read.started,
        cases=[_kept(case) for case in read.cases if case.outcome != Outcome.PASSED or case.is_flaky],
        sha256=hashlib.sha256(report).hexdigest(),
        **_totals(read.totals),
    )
    run.clean_fields(exclude={"workspace", "report"})
    run.ui_changed = _features_named(run, read.ui_changed)
    return _keep(run, report, by)


def criteria_of(run: TestRun) -> Any:
    """Return the criteria of coming launches' gates that name the run's suite."""
    rows = Criterion.objects.in_workspace(run.workspace_id).alive().filter(kind=CriterionKind.TESTS)
    ahead = Gate.objects.in_workspace(run.workspace_id).ahead()
    return rows.filter(params__suite=run.suite, gate__in=ahead).order_by("pk")


def _features_named(run: TestRun, names: Sequence[str]) -> list[uuid.UUID]:
    """Return the features that a report names by id or external id; it may name others, which are not planned here."""
    if not names:
        return []
    rows = Feature.objects.in_workspace(run.workspace_id).alive()
    found = rows.filter(Q(external_id__in=names) | Q(pk__in=known_ids(names)))
    return list(found.order_by("pk").values_list("pk", flat=True))


def _keep(run: TestRun, report: bytes, by: Member | None) -> TestRun:
    run.report.save("", ContentFile(report), save=False)
    try:
        with transaction.atomic():
            run.save(force_insert=True)
            gates = list(criteria_of(run).values_list("gate", flat=True).distinct().order_by())
            about = {"suite": run.suite, "gates": gates, **run.totals}
            if run.ui_changed:
                about |= {"build": run.build, "ui_changed": run.ui_changed}
            event = record_event(TEST_RUN_RECORDED, run, by=by, **about)  # type: ignore[arg-type]
            reassess(gates, by=by, caused_by=event)
    except BaseException:
        default_storage.delete(str(run.report))  # a file without its row would be found by nobody
        raise
    return run


def _totals(totals: junit.Totals) -> dict[str, int]:
    return {name: getattr(totals, name) for name in ("tests", "passed", "failed", "errors", "skipped", "flaky")}


def _kept(case: Case) -> dict[str, Any]:
    return {
        "name": case.full_name,
        "suite": case.suite,
        "outcome": case.outcome.value,
        "duration": case.duration,
        "message": case.message,
        "is_flaky": case.is_flaky,
    }
