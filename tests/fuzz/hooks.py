"""What schemathesis is told of LaunchHub besides the OpenAPI document."""

from __future__ import annotations

import os
from typing import Any

import requests
import schemathesis
from hypothesis import strategies as st
from schemathesis.core.failures import Failure
from schemathesis.openapi.checks import JsonSchemaError, RejectedPositiveData

from tests.fuzz.known import Known

NOWHERE = "https://receiver.invalid/"
"""Where webhooks lead: a name that never resolves (RFC 2606)."""

NOBODY = "00000000-0000-7000-8000-000000000000"

known = Known()
words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=20)


@st.composite
def junit(draw: st.DrawFn) -> bytes:
    """Return a JUnit report, now and then with what reports should not have."""
    case = st.builds(
        '<testcase name="{}" time="{}">{}</testcase>'.format,
        words.map(lambda text: text.replace("&", "").replace("<", "").replace('"', "")),
        st.sampled_from(["0.1", "", "-1", "1e400", "NaN", "soon"]),
        st.sampled_from(
            ["", "<failure/>", '<failure message="x">y</failure>', "<error/>", "<skipped/>", "<rerunFailure/>"]
        ),
    )
    cases = "".join(draw(st.lists(case, max_size=5)))
    wrap = draw(
        st.sampled_from(
            [
                "<testsuite name='e2e'>{}</testsuite>",
                "<testsuites><testsuite>{}</testsuite></testsuites>",
                "<x>{}</x>",
                "{}",
            ]
        )
    )
    return wrap.format(cases).encode()


@st.composite
def table(draw: st.DrawFn) -> bytes:
    """Return a CSV file with columns that features have."""
    columns = draw(st.lists(st.sampled_from(["title", "external_id", "status", "start", "owner", "Name"]), unique=True))
    cell = words.map(lambda text: text.replace(",", " "))
    rows = draw(st.lists(st.lists(cell, min_size=len(columns), max_size=len(columns)), max_size=4))
    return "\n".join(",".join(row) for row in [columns, *rows]).encode()


schemathesis.openapi.media_type("application/xml", junit() | st.binary(max_size=200))
schemathesis.openapi.format("binary", junit() | table() | st.binary(max_size=200))


@schemathesis.hook
def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
    """Close what comes out, so that a field that the document does not tell of is found."""
    for name, schema in raw_schema["components"]["schemas"].items():
        if "properties" in schema and not name.endswith("Request"):
            schema["additionalProperties"] = False


@schemathesis.hook
def after_load_schema(context: Any, schema: Any) -> None:
    """Learn what there is, where a server runs."""
    if token := os.environ.get("FUZZ_TOKEN"):
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {token}"
        known.learn(lambda path: session.get(os.environ["FUZZ_URL"] + path, timeout=60).json(), "demo")


@schemathesis.hook
def flatmap_body(context: Any, body: Any) -> Any:
    """Let half of the links lead somewhere, and webhooks nowhere."""
    return known.linked(body).map(_led_nowhere)


@schemathesis.hook
def flatmap_path_parameters(context: Any, path_parameters: Any) -> Any:
    """Let half of the addresses lead to something that is there."""
    collection = context.operation.path.removeprefix("/api/v1/{workspace}/").partition("/")[0]
    return known.placed(path_parameters, collection)


@schemathesis.hook
def flatmap_query(context: Any, query: Any) -> Any:
    """Let half of the filters find something."""
    return known.linked(query)


def _led_nowhere(body: Any) -> Any:
    if isinstance(body, list):
        return [_led_nowhere(item) for item in body]
    if isinstance(body, dict) and isinstance(body.get("url"), str) and body["url"].startswith("http"):
        return body | {"url": NOWHERE}
    return body


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """Spare the asker: without its token and membership there is nothing more to ask."""
    path = case.path_parameters or {}
    if path.get("id") in known.own and case.method != "GET":
        path["id"] = NOBODY


@schemathesis.hook
def filter_failure(context: Any, failure: Failure, case: Any, response: Any) -> bool:
    """Leave out what a document cannot say."""
    query = case.query or {}
    match failure:
        case JsonSchemaError():  # `fields` leaves out what is required, `expand` puts objects in the place of ids
            return response.status_code != 200 or not {"fields", "expand"} & query.keys()
        case RejectedPositiveData():  # cursors and events that are there, days of our years, nouns
            return not {"cursor", "from", "to", "after", "before", "kinds"} & query.keys()
    return True
