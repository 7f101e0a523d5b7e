"""Reads JUnit XML, the format in which test tools report, whichever dialect they speak.

Counting follows what is inside a report, since the totals that reports state are often wrong: every `<testcase>`
counts once, as failed when it holds a `<failure>`, else as an error with `<error>`, else as skipped with `<skipped>`,
else as passed. A case with `<flakyFailure>` or `<flakyError>` failed first and passed on a repeat: it is flaky.

`<property name="ui_changed" value="…">`, of a suite or a case, names a feature that looks otherwise than before, by its
id or external id.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from math import isfinite

from defusedxml import DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden
from defusedxml.ElementTree import ParseError, XMLParser

from launchhub.lib.dates import check_year

MAX_BYTES = 32 * 1024 * 1024
MAX_CASES = 100_000
MAX_UI_CHANGED = 1_000  # features
MAX_NAME = 500  # characters
MAX_MESSAGE = 2_000  # characters

_BEFORE_XML = b"\xef\xbb\xbf\xfe\xff\x00 \t\r\n"  # byte-order marks, the zeros of UTF-16, and white space
_PROBLEMS = ("failure", "error", "skipped")
_FLAKY = frozenset({"flakyFailure", "flakyError"})
_ROOTS = ("testsuites", "testsuite")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_UNPRINTABLE_IN_MESSAGE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]+")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_PLAIN = re.compile(r"\d+(\.\d*)?(e[+-]?\d+)?|\.\d+", re.ASCII | re.IGNORECASE)


class JUnitError(ValueError):
    """The file is no test report that can be read; the text says why, and where as far as it is known."""


class Outcome(StrEnum):
    """How one test case ended."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Case:
    """One test case. `duration` is in seconds, None when unknown; `message` says why it did not pass."""

    suite: str
    classname: str
    name: str
    outcome: Outcome
    duration: float | None
    message: str
    is_flaky: bool

    @property
    def full_name(self) -> str:
        """The name with its class: what criteria match their patterns against."""
        return f"{self.classname}.{self.name}" if self.classname else self.name


@dataclass(frozen=True)
class Totals:
    """How many cases there are, and how they ended; flaky ones count as what they became."""

    tests: int
    passed: int
    failed: int
    errors: int
    skipped: int
    flaky: int


@dataclass(frozen=True)
class Report:
    """A test report: `suites` is the number of suites at all levels, `started` the earliest time that it states."""

    totals: Totals
    suites: int
    started: datetime | None
    cases: tuple[Case, ...]
    ui_changed: tuple[str, ...] = ()
    """What names the features whose look has changed, each once."""


def parse(data: bytes, *, max_bytes: int = MAX_BYTES) -> Report:
    """Read a JUnit XML report of up to `max_bytes` bytes and `MAX_CASES` cases.

    Raises `JUnitError` for anything else, and for every report with a document type definition: entities and external
    references are refused, never resolved.
    """
    if len(data) > max_bytes:
        raise JUnitError(f"The report has {len(data):,} bytes. The most that is read is {max_bytes:,}.")
    if not data.strip():
        raise JUnitError("The report is empty.")
    if not data.lstrip(_BEFORE_XML).startswith(b"<"):
        raise JUnitError("The report is not XML. A JUnit report begins with <testsuites> or <testsuite>.")
    reader = _Reader()
    parser = XMLParser(target=reader, forbid_dtd=True)
    try:
        parser.feed(data)
        parser.close()
    except (DTDForbidden, EntitiesForbidden, ExternalReferenceForbidden):
        raise JUnitError(
            "The report has a document type definition (<!DOCTYPE>), which is refused for safety. Send it without."
        ) from None
    except ParseError as error:
        line, column = error.position
        what = str(error).partition(": line")[0]
        raise JUnitError(f"The report is not well-formed XML: {what} at line {line}, column {column + 1}.") from None
    except (LookupError, UnicodeError, ValueError) as error:
        if isinstance(error, JUnitError):
            raise
        raise JUnitError(f"The report can't be read in the encoding that it declares: {error}.") from None
    return reader.report()


def parse_duration(text: str | None) -> float | None:
    """Read seconds as test tools write them: "0.25", "1,234.5", "1e-05". None for what is no duration."""
    text = (text or "").strip()
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _PLAIN.fullmatch(text):
        return None
    seconds = float(text)
    return seconds if isfinite(seconds) else None


class _Reader:
    """Receives the parser's events and keeps only what a report needs, so that memory stays small."""

    def __init__(self) -> None:
        self._suites: list[str] = []  # the names of the suites that are open
        self._suite_count = 0
        self._depth = 0
        self._started: datetime | None = None
        self._cases: list[Case] = []
        self._ui_changed: dict[str, None] = {}
        self._case: Mapping[str, str] | None = None
        self._found: dict[str, str] = {}  # problem -> its message, of the case that is open
        self._is_flaky = False
        self._text: list[str] | None = None  # what a problem's element says, while it is open

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        tag = _local(tag)
        if self._depth == 0 and tag not in _ROOTS:
            raise JUnitError(
                f"The root element is <{tag[:60]}>. A JUnit report begins with <testsuites> or <testsuite>."
            )
        self._depth += 1
        if tag == "testsuite":
            self._open_suite(attributes)
        elif tag == "testcase":
            self._case, self._found, self._is_flaky = attributes, {}, False
        elif self._case is not None and tag in _PROBLEMS:
            self._text = []
            self._found.setdefault(tag, attributes.get("message", ""))
        elif self._case is not None and tag in _FLAKY:
            self._is_flaky = True
        elif tag == "property" and attributes.get("name") == "ui_changed":
            self._note_look(_name(attributes.get("value")))

    def data(self, text: str) -> None:
        if self._text is not None and len(self._text) < MAX_MESSAGE:
            self._text.append(text[:MAX_MESSAGE])

    def end(self, tag: str) -> None:
        tag = _local(tag)
        self._depth -= 1
        if tag == "testsuite":
            self._suites.pop()
        elif tag == "testcase":
            self._close_case()
        elif self._text is not None and tag in _PROBLEMS:
            self._found[tag] = self._found.get(tag) or "".join(self._text).strip()
            self._text = None

    def close(self) -> None:
        """Nothing is left to do at the end of the file."""

    def report(self) -> Report:
        outcomes = Counter(case.outcome for case in self._cases)
        totals = Totals(
            tests=len(self._cases),
            passed=outcomes[Outcome.PASSED],
            failed=outcomes[Outcome.FAILED],
            errors=outcomes[Outcome.ERROR],
            skipped=outcomes[Outcome.SKIPPED],
            flaky=sum(case.is_flaky for case in self._cases),
        )
        return Report(totals, self._suite_count, self._started, tuple(self._cases), tuple(self._ui_changed))

    def _open_suite(self, attributes: Mapping[str, str]) -> None:
        self._suites.append(_name(attributes.get("name")))
        self._suite_count += 1
        if started := _instant(attributes.get("timestamp")):
            self._started = min(started, self._started or started)

    def _note_look(self, feature: str) -> None:
        if feature:
            self._ui_changed[feature] = None
        if len(self._ui_changed) > MAX_UI_CHANGED:
            raise JUnitError(f"The report says of more than {MAX_UI_CHANGED:,} features that they look otherwise.")

    def _close_case(self) -> None:
        if self._case is None:
            return
        if len(self._cases) >= MAX_CASES:
            raise JUnitError(f"The report has more than {MAX_CASES:,} test cases. Send it in parts.")
        outcome, message = Outcome.PASSED, ""
        for problem, ended in zip(_PROBLEMS, (Outcome.FAILED, Outcome.ERROR, Outcome.SKIPPED), strict=True):
            if problem in self._found:
                outcome, message = ended, self._found[problem]
                break
        self._cases.append(
            Case(
                suite=self._suites[-1] if self._suites else "",
                classname=_name(self._case.get("classname")),
                name=_name(self._case.get("name")),
                outcome=outcome,
                duration=parse_duration(self._case.get("time")),
                message=_UNPRINTABLE_IN_MESSAGE.sub(" ", message)[:MAX_MESSAGE],
                is_flaky=self._is_flaky,
            )
        )
        self._case = None


def _local(tag: str) -> str:
    """Return an element's name without its namespace."""
    return tag.rpartition("}")[2]


def _name(text: str | None) -> str:
    return _UNPRINTABLE.sub(" ", text or "").strip()[:MAX_NAME]


def _instant(text: str | None) -> datetime | None:
    """Read a suite's start; a time without a zone is taken for UTC."""
    try:
        started = datetime.fromisoformat((text or "").strip())
        check_year(started)
    except ValueError:
        return None
    return started if started.tzinfo else started.replace(tzinfo=UTC)
