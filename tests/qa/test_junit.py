"""JUnit XML from every test tool becomes the same report, or is refused with a clear reason."""

import contextlib
import csv
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.junit import MAX_CASES, Case, JUnitError, Outcome, Report, parse, parse_duration

REAL = Path(__file__).parents[3] / "shared" / "data" / "junit"


def real_files() -> Iterator[object]:
    expected = REAL / "expected.csv"
    if not expected.exists():
        yield pytest.param({}, marks=pytest.mark.skip(reason="../shared/data/junit is not here"), id="absent")
        return
    with expected.open(newline="") as rows:
        for row in csv.DictReader(rows):
            yield pytest.param(row, id=row["file"])


def one(inside: str, attributes: str = 'name="pays"') -> Case:
    """Parse a report of a single case."""
    report = parse(f'<testsuite name="shop"><testcase {attributes}>{inside}</testcase></testsuite>'.encode())
    assert report.totals.tests == 1
    return report.cases[0]


@pytest.mark.parametrize("row", list(real_files()))
def test_real_reports_are_counted_as_expected(row: dict[str, str]) -> None:
    data = (REAL / row["file"]).read_bytes()
    if row["parse"] == "must_fail":
        with pytest.raises(JUnitError):
            parse(data)
        return
    report = parse(data)
    found = report.totals
    counted = [report.suites, found.tests, found.passed, found.failed, found.errors, found.skipped, found.flaky]
    columns = ("suites", "cases", "passed", "failed", "errored", "skipped", "flaky")
    assert counted == [int(row[column]) for column in columns]
    assert len(report.cases) == found.tests


def test_a_large_report_is_read_quickly() -> None:
    case = (
        '<testcase classname="shop.Checkout" name="pays" time="0.01"><failure message="no">trace</failure></testcase>'
    )
    data = f"<testsuite>{case * 10_000}</testsuite>".encode()
    started = time.monotonic()
    assert parse(data).totals.failed == 10_000
    assert time.monotonic() - started < 15


@pytest.mark.parametrize(
    ("inside", "outcome", "message"),
    [
        ("", Outcome.PASSED, ""),
        ("<system-out>failure</system-out>", Outcome.PASSED, ""),
        ('<failure message="total is 3"/>', Outcome.FAILED, "total is 3"),
        ("<failure>\n  trace\n  line 2\n</failure>", Outcome.FAILED, "trace\n  line 2"),
        ('<error message="no database">trace</error>', Outcome.ERROR, "no database"),
        ("<skipped/>", Outcome.SKIPPED, ""),
        ('<skipped message="later"/><error message="e"/><failure message="f"/>', Outcome.FAILED, "f"),
        ('<skipped message="later"/><error message="e"/>', Outcome.ERROR, "e"),
        ('<failure message="first"/><failure message="second"/>', Outcome.FAILED, "first"),
    ],
)
def test_a_case_ends_in_one_outcome(inside: str, outcome: Outcome, message: str) -> None:
    case = one(inside)
    assert (case.outcome, case.message) == (outcome, message)


@pytest.mark.parametrize("element", ["flakyFailure", "flakyError"])
def test_a_case_that_passed_on_a_repeat_is_flaky_and_passed(element: str) -> None:
    case = one(f'<{element} message="first time">trace</{element}>')
    assert (case.outcome, case.is_flaky) == (Outcome.PASSED, True)


def test_cases_at_any_depth_belong_to_the_innermost_suite() -> None:
    report = parse(
        b"""<testsuites><testsuite name="outer"><testcase name="a"/>
        <testsuite name="inner"><testcase name="b"/></testsuite><testcase name="c"/></testsuite></testsuites>"""
    )
    assert [(case.suite, case.name) for case in report.cases] == [("outer", "a"), ("inner", "b"), ("outer", "c")]
    assert report.suites == 2


def test_a_report_without_cases_is_a_report() -> None:
    assert parse(b"<testsuites/>").totals.tests == 0


def test_suites_and_cases_say_which_features_look_otherwise() -> None:
    looks = '<properties><property name="%s" value="%s"/></properties>'
    case = "<testcase name='pays'>" + looks % ("ui_changed", "PAY-12") + "</testcase>"
    other = looks % ("browser", "PAY-13") + looks % ("ui_changed", " ")
    suite = f"<testsuite name='s'>{looks % ('ui_changed', 'PAY-7')}{case}{case}{other}</testsuite>"
    assert parse(suite.encode()).ui_changed == ("PAY-7", "PAY-12")
    many = "".join(looks % ("ui_changed", number) for number in range(1001))
    with pytest.raises(JUnitError, match="more than 1,000 features"):
        parse(f"<testsuite>{many}</testsuite>".encode())


def test_the_totals_that_a_report_states_are_not_believed() -> None:
    assert parse(b'<testsuite tests="99" failures="7"><testcase name="a"/></testsuite>').totals.passed == 1


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8-sig", ""), ("utf-16", ""), ("latin-1", '<?xml version="1.0" encoding="latin-1"?>')],
)
def test_encodings_and_byte_order_marks_are_understood(encoding: str, declared: str) -> None:
    data = f'{declared}<testsuite><testcase name="Zahlung \xfcber Bank"/></testsuite>'.encode(encoding)
    assert parse(data).cases[0].name == "Zahlung \xfcber Bank"


def test_namespaces_are_ignored() -> None:
    assert parse(b'<testsuite xmlns="urn:x"><testcase name="a"><failure/></testcase></testsuite>').totals.failed == 1


def test_the_class_is_part_of_the_full_name() -> None:
    assert one("", 'classname="shop.Checkout" name="pays"').full_name == "shop.Checkout.pays"
    assert one("").full_name == "pays"


def test_names_and_messages_are_fit_for_storing() -> None:
    case = one(f'<failure message="a&#x85;b{"y" * 5000}"/>', f'name="a&#10;&#x9f;b{"x" * 5000}"')
    assert case.name.startswith("a b")
    assert (len(case.name), len(case.message)) == (500, 2000)
    assert "\x85" not in case.message


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("0.25", 0.25), ("12", 12.0), (" 3.5 ", 3.5), ("1,234.5", 1234.5), ("1,234,567", 1234567.0)),
        *(("1e-05", 1e-05), (".5", 0.5), ("5.", 5.0)),
        *(("", None), (None, None), ("-345345", None), ("1,5", None), ("12,34.5", None), ("fast", None)),
        *(("nan", None), ("inf", None), ("1e999", None), ("0x10", None), ("1_000", None), ("\u0663", None)),
    ],
)
def test_durations_are_read_tolerantly(text: str | None, seconds: float | None) -> None:
    assert parse_duration(text) == seconds


@given(st.text())
def test_any_duration_is_seconds_or_unknown(text: str) -> None:
    seconds = parse_duration(text)
    assert seconds is None or seconds >= 0


@pytest.mark.parametrize(
    ("timestamp", "started"),
    [
        ("2027-05-14T10:00:00", datetime(2027, 5, 14, 10, tzinfo=UTC)),
        ("2027-05-14T12:00:00+02:00", datetime(2027, 5, 14, 10, tzinfo=UTC)),
        ("2027-05-14T10:00:00Z", datetime(2027, 5, 14, 10, tzinfo=UTC)),
        ("yesterday", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("", None),
    ],
)
def test_the_start_is_read_when_it_is_a_time(timestamp: str, started: datetime | None) -> None:
    assert parse(f'<testsuite timestamp="{timestamp}"/>'.encode()).started == started


def test_the_earliest_suite_gives_the_start() -> None:
    suites = "".join(f'<testsuite timestamp="2027-05-{day}T10:00:00"/>' for day in (15, 14, 16))
    assert parse(f"<testsuites>{suites}</testsuites>".encode()).started == datetime(2027, 5, 14, 10, tzinfo=UTC)


DTD = '<!DOCTYPE testsuite [<!ENTITY a "{}">]><testsuite name="&a;"/>'


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b'{"tests": 3}', "is not XML"),
        (b"\x89PNG\r\n\x1a\n", "is not XML"),
        (b"PK\x03\x04", "is not XML"),
        (b"<html><body/></html>", r"root element is <html>"),
        (b"<testcase/>", r"root element is <testcase>"),
        (b"<testsuite>\n<testcase></testsuite>", r"not well-formed XML: mismatched tag at line 2, column 13"),
        (b"<testsuite><testcase", r"not well-formed XML: unclosed token at line 1, column 12"),
        (b"<testsuite/><testsuite/>", r"junk after document element at line 1, column 13"),
        (b'<testsuite name="a&b;"/>', r"undefined entity at line 1"),
        (b'<testsuite name="\x00"/>', r"not well-formed"),
        (b'<testsuite name="&#0;"/>', r"invalid character number at line 1"),
        (b'<testsuite name="\xff\xfe"/>', r"not well-formed XML: .* at line 1"),
        (b'<?xml version="1.0" encoding="x-unknown"?><testsuite/>', r"encoding"),
        (b'<?xml version="1.0" encoding="utf-7"?><testsuite/>', r"encoding"),
        (b"<!DOCTYPE testsuite><testsuite/>", r"document type definition .* refused for safety"),
        (DTD.format("ha").encode(), r"document type definition"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd"><testsuite/>', r"document type definition"),
        (b'<!DOCTYPE a [<!ENTITY % b SYSTEM "file:///etc/passwd">%b;]><testsuite/>', r"document type definition"),
    ],
)
def test_what_is_no_report_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(JUnitError, match=reason) as refused:
        parse(data)
    assert len(str(refused.value)) < 200


def test_a_report_that_is_too_large_is_refused() -> None:
    with pytest.raises(JUnitError, match=r"has 1,001 bytes\. The most that is read is 1,000"):
        parse(b"x" * 1001, max_bytes=1000)


def test_a_report_with_too_many_cases_is_refused() -> None:
    with pytest.raises(JUnitError, match="more than 100,000 test cases"):
        parse(b"<testsuite>" + b"<testcase/>" * (MAX_CASES + 1) + b"</testsuite>")


def test_deep_nesting_does_no_harm() -> None:
    deep = b"<testsuite>" * 50_000 + b"<testcase/>" + b"</testsuite>" * 50_000
    assert parse(deep).totals.passed == 1


@given(st.binary(max_size=200) | st.text(alphabet='<>/="&;!testsuicaflr \n').map(str.encode))
def test_any_bytes_are_a_report_or_a_clear_refusal(data: bytes) -> None:
    with contextlib.suppress(JUnitError):
        assert isinstance(parse(data), Report)
