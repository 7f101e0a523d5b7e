"""Criteria and verdicts in plain words."""

from __future__ import annotations

from collections.abc import Iterable

from launchhub.lib.text import human_list, plural
from qa.evaluation import DefectsRule, MetricRule, SuiteRule, read_rule
from qa.models import Criterion, Severity


def rule_of(criterion: Criterion) -> str:
    """Say what the criterion asks for: "Suite e2e: at least 100 tests, 99% pass"."""
    match read_rule(criterion.kind, criterion.params):
        case SuiteRule() as rule:
            asked = [f"at least {plural(rule.min_tests, 'test')}", f"{rule.min_pass_rate:g}% pass"]
            if rule.must_pass:
                asked.append(f"no failure in {human_list(rule.must_pass, 'or')}")
            return f"Suite {rule.suite}: {', '.join(asked)}"
        case DefectsRule() as rule:
            worst = rule.severity == Severity.BLOCKER
            return f"No open defect that is {'a blocker' if worst else f'{rule.severity} or worse'}"
        case MetricRule() as rule:
            return f"{rule.name} {rule.comparator} {rule.threshold:g}"
    return "Judged by a person"


def sentences(reasons: Iterable[str]) -> list[str]:
    """Return the reasons of a verdict, each with a full stop."""
    return [reason if reason.endswith((".", "!", "?")) else f"{reason}." for reason in reasons if reason]
