"""What test runs, defects and measured values show about criteria, read with a constant number of queries."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q

from qa.evaluation import DefectsRule, Finding, MetricRule, OpenDefect, Run, SuiteRule, read_rule
from qa.models import Criterion, Defect, Evidence, TestRun
from qa.verdict import CoveredFeature


class Showings:
    """The newest run of each suite, the open defects and the last values that some criteria ask about."""

    def __init__(self, criteria: Iterable[Criterion], features: Mapping[uuid.UUID, list[CoveredFeature]]) -> None:
        """`features` are those that the gate with that id covers: their defects count as the gate's."""
        self._rules = {criterion: read_rule(criterion.kind, criterion.params) for criterion in criteria}
        self._runs = self._newest_runs()
        self._defects = self._open_defects(features)
        self._values = self._last_values()

    def of(self, criterion: Criterion) -> tuple[Finding | None, TestRun | None]:
        """Return what is shown about the criterion and by which run; no finding for one that people judge."""
        match self._rules[criterion]:
            case SuiteRule() as rule:
                run = self._runs.get(rule.suite)
                return rule.judge(_as_run(run) if run else None), run
            case DefectsRule() as rule:
                return rule.judge(self._defects[criterion.gate_id].values()), None
            case MetricRule() as rule:
                return rule.judge(self._values.get(criterion.pk)), None
        return None, None

    def _of_kind(self, kind: type[Any]) -> dict[Criterion, Any]:
        return {criterion: rule for criterion, rule in self._rules.items() if isinstance(rule, kind)}

    def _newest_runs(self) -> dict[str, TestRun]:
        by_workspace = {(criterion.workspace_id, rule.suite) for criterion, rule in self._of_kind(SuiteRule).items()}
        if not by_workspace:
            return {}
        (workspace,) = {workspace for workspace, _ in by_workspace}
        suites = [suite for _, suite in by_workspace]
        return {run.suite: run for run in TestRun.objects.in_workspace(workspace).newest_of(suites)}

    def _open_defects(
        self, features: Mapping[uuid.UUID, list[CoveredFeature]]
    ) -> dict[uuid.UUID, dict[uuid.UUID, OpenDefect]]:
        gates = {criterion.gate_id for criterion in self._of_kind(DefectsRule)}
        found: dict[uuid.UUID, dict[uuid.UUID, OpenDefect]] = defaultdict(dict)
        if not gates:
            return found
        covering = defaultdict(set)
        for gate_id in gates:
            for feature in features.get(gate_id, []):
                covering[feature.id].add(gate_id)
        for defect in Defect.objects.open().filter(Q(gate__in=gates) | Q(feature__in=list(covering))):
            for gate_id in covering[defect.feature_id] | ({defect.gate_id} & gates):
                found[gate_id][defect.pk] = OpenDefect(defect.title, defect.severity)
        return found

    def _last_values(self) -> dict[uuid.UUID, float]:
        metrics = self._of_kind(MetricRule)
        if not metrics:
            return {}
        rows = Evidence.objects.alive().filter(criterion__in=metrics, value__isnull=False)
        return dict(rows.order_by("criterion", "-pk").distinct("criterion").values_list("criterion", "value"))


def _as_run(run: TestRun) -> Run:
    failures = tuple(case["name"] for case in run.problems)
    return Run(run.passed, run.failed, run.errors, run.skipped, failures)
