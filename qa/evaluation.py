"""Pure rules: does the evidence meet a criterion? A criterion of each kind but `manual` has a rule that judges it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from fractions import Fraction
from math import floor, isfinite
from operator import eq, ge, gt, le, lt
from typing import Any

from launchhub.lib.text import human_list, plural
from qa.models import CriterionState, Severity

SEVERITIES = tuple(Severity.values)  # worst first
COMPARATORS: Mapping[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq}
MAX_TEXT = 200  # characters of a suite, a metric or a pattern
MAX_PATTERNS = 100
MAX_NUMBER = 10**12


@dataclass(frozen=True)
class Finding:
    """The state of a criterion and a sentence on what showed it."""

    state: CriterionState
    shown_by: str


@dataclass(frozen=True)
class Run:
    """The newest test run of a suite; `failures` are the full names of the cases that failed or ended in an error."""

    passed: int
    failed: int
    errors: int
    skipped: int
    failures: tuple[str, ...] = ()

    @property
    def executed(self) -> int:
        """How many cases ran: all but the skipped."""
        return self.passed + self.failed + self.errors


@dataclass(frozen=True)
class OpenDefect:
    """A defect that is not yet fixed."""

    title: str
    severity: str


@dataclass(frozen=True)
class SuiteRule:
    """A suite has at least `min_tests` tests, passes at least `min_pass_rate` percent of those that ran, and fails
    none whose full name matches a pattern of `must_pass` (`*` stands for any text)."""

    suite: str
    min_tests: int = 1
    min_pass_rate: float = 100
    must_pass: tuple[str, ...] = ()

    def judge(self, run: Run | None) -> Finding:
        """Judge the newest run of the suite; None when there is none yet."""
        if run is None:
            return Finding(CriterionState.UNKNOWN, f"No run of {self.suite} yet.")
        lacking = self._lacking(run)
        if lacking:
            return Finding(CriterionState.UNMET, f"{self.suite}: {_result(run)}, but {human_list(lacking)}.")
        return Finding(CriterionState.MET, f"{self.suite}: {_result(run)}.")

    def _lacking(self, run: Run) -> list[str]:
        lacking = []
        tests = run.executed + run.skipped
        if tests < self.min_tests:
            lacking.append(f"at least {plural(self.min_tests, 'test')} must be there")
        if not run.executed:
            lacking.append("none of them ran")
        elif Fraction(run.passed * 100, run.executed) < Fraction(str(self.min_pass_rate)):
            lacking.append(f"at least {self.min_pass_rate:g}% must pass")
        broken = [name for name in run.failures if any(_matches(name, pattern) for pattern in self.must_pass)]
        if broken:
            more = f" and {len(broken) - 1:,} more" if broken[1:] else ""
            lacking.append(f"{broken[0]}{more} must not fail")
        return lacking


@dataclass(frozen=True)
class DefectsRule:
    """No defect as bad as `severity`, or worse, is open."""

    severity: str

    def judge(self, defects: Iterable[OpenDefect]) -> Finding:
        """Judge the open defects of the gate and of the features that it covers."""
        counted = SEVERITIES[: SEVERITIES.index(self.severity) + 1]
        bad = [defect for defect in defects if defect.severity in counted]
        if not bad:
            return Finding(CriterionState.MET, f"No open defect is {human_list(counted, 'or')}.")
        worst = min(bad, key=lambda defect: SEVERITIES.index(defect.severity))
        shown = f"{plural(len(bad), 'open defect')}: {worst.title} ({worst.severity})"
        return Finding(CriterionState.UNMET, f"{shown}{' and others' if bad[1:] else ''}.")


@dataclass(frozen=True)
class MetricRule:
    """The latest value of a metric compares to `threshold` as `comparator` says."""

    name: str
    comparator: str
    threshold: float

    def judge(self, value: float | None) -> Finding:
        """Judge the latest value of the metric; None when there is none yet."""
        if value is None or not isfinite(value):
            return Finding(CriterionState.UNKNOWN, f"No value of {self.name} yet.")
        is_met = COMPARATORS[self.comparator](value, self.threshold)
        shown = f"{self.name} is {value:g}, to be {self.comparator} {self.threshold:g}."
        return Finding(CriterionState.MET if is_met else CriterionState.UNMET, shown)


Rule = SuiteRule | DefectsRule | MetricRule


def read_rule(kind: str, params: Mapping[str, Any]) -> Rule | None:
    """Turn the kind and the params of a criterion into its rule; a `manual` one has none and is set by hand.

    Raises `ValueError` naming the parameter that is missing, wrong or unknown.
    """
    known: dict[str, tuple[str, ...]] = {
        "manual": (),
        "tests": ("suite", "min_tests", "min_pass_rate", "must_pass"),
        "defects": ("severity",),
        "metric": ("name", "comparator", "threshold"),
    }
    if kind not in known:
        raise ValueError(f"{kind!r} is no kind of criterion. Use {human_list(list(known), 'or')}.")
    for name in params:
        if name not in known[kind]:
            raise ValueError(f"A {kind} criterion has no parameter {str(name)[:MAX_TEXT]!r}.")
    match kind:
        case "tests":
            return SuiteRule(
                suite=_text(params, "suite"),
                min_tests=int(_number(params, "min_tests", default=1, low=0, whole=True)),
                min_pass_rate=_number(params, "min_pass_rate", default=100, low=0, high=100),
                must_pass=_patterns(params),
            )
        case "defects":
            return DefectsRule(_choice(params, "severity", SEVERITIES))
        case "metric":
            comparator = _choice(params, "comparator", tuple(COMPARATORS))
            return MetricRule(_text(params, "name"), comparator, _number(params, "threshold", low=-MAX_NUMBER))
    return None


def _result(run: Run) -> str:
    failed = run.failed + run.errors
    rate = f" ({floor(run.passed * 1000 / run.executed) / 10:g}%)" if run.executed else ""
    skipped = f", {run.skipped:,} skipped" if run.skipped else ""
    return f"{run.passed:,} of {run.executed:,} passed{rate}, {failed:,} failed{skipped}"


def _matches(name: str, pattern: str) -> bool:
    # Only the star is special: test names are full of brackets and question marks.
    return fnmatchcase(name, pattern.replace("[", "[[]").replace("?", "[?]"))


def _text(params: Mapping[str, Any], name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > MAX_TEXT:
        raise ValueError(f"{name} must be a text of 1 to {MAX_TEXT} characters.")
    return value.strip()


def _choice(params: Mapping[str, Any], name: str, choices: tuple[str, ...]) -> str:
    value = params.get(name)
    if value not in choices:
        raise ValueError(f"{name} must be {human_list(choices, 'or')}.")
    return str(value)


def _number(
    params: Mapping[str, Any],
    name: str,
    *,
    default: float | None = None,
    low: float,
    high: float = MAX_NUMBER,
    whole: bool = False,
) -> float:
    value = params.get(name, default)
    is_number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if value is None or not is_number or not low <= value <= high:
        kind = "a whole number" if whole else "a number"
        raise ValueError(f"{name} must be {kind} from {low:,} to {high:,}.")
    return float(value)


def _patterns(params: Mapping[str, Any]) -> tuple[str, ...]:
    patterns = params.get("must_pass", [])
    is_list = isinstance(patterns, list | tuple) and len(patterns) <= MAX_PATTERNS
    if not is_list or not all(isinstance(each, str) and 0 < len(each) <= MAX_TEXT for each in patterns):
        raise ValueError(
            f"must_pass must be a list of up to {MAX_PATTERNS} test names, in which * stands for any text."
        )
    return tuple(patterns)
