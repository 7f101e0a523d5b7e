"""What is sent beside the fields of a form: parameters, headers, addresses, files. An answer, never a breakdown."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from django.test import Client
from django.test.client import MULTIPART_CONTENT

from launchhub.lib.wall import workspace_context
from qa.models import Gate
from roadmap.actions import briefs, features, launches
from roadmap.models import Brief, Feature, Launch
from tests.cast import browser
from tests.matrix.asking import JSON, ask
from tests.matrix.routes import ROUTES
from tests.matrix.tenants import contents_of
from tests.matrix.world import World

PARAMETERS = (
    "q", "page", "status", "owner", "tier", "product", "ahead", "state", "launch", "kind", "after", "channel", "unread",
    "noun", "target", "date", "reason", "cascade", "suite", "next", "item", "hat", "show", "playbook", "decision",
    "all", "as", "as_of", "at", "before", "beside", "board", "by", "clashes", "closed", "column", "customer", "event",
    "description", "from", "group", "label", "line", "loaded", "model", "more", "only", "query", "sort", "title", "to",
    "verdict", "way", "webhook", "zoom",
)  # fmt: skip
HEADERS = (
    "idempotency-key", "if-match", "if-none-match", "x-request-id", "accept", "accept-language", "range", "referer",
    "origin", "user-agent", "hx-request", "hx-current-url", "x-forwarded-for", "authorization", "last-event-id",
)  # fmt: skip
IN_HEADERS = ("\x00", "a\r\nX-Evil: 1", "é\x7f", 'W/"', "=?utf-8?q?x?=", "a" * 8000, "9" * 40)


@pytest.fixture
def alice(world: World) -> Client:
    """Alice's browser, which gets a breakdown as an answer."""
    client = browser(world.alice)
    client.raise_request_exception = False
    return client


@pytest.fixture
def looked_at(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of all parameters that pages look at."""
    names: set[str] = set()

    class Observed(QueryDict):
        def __getitem__(self, name: str) -> Any:
            names.add(name)
            return super().__getitem__(name)

        def __contains__(self, name: object) -> bool:
            names.add(str(name))
            return super().__contains__(name)

        def getlist(self, name: str, default: Any = None) -> Any:
            names.add(name)
            return super().getlist(name, default)

    def get(request: WSGIRequest) -> QueryDict:
        return Observed(request.environ.get("QUERY_STRING", "").encode("latin-1"), encoding=request.encoding)

    observed = cached_property(get)
    observed.__set_name__(WSGIRequest, "GET")
    monkeypatch.setattr(WSGIRequest, "GET", observed)
    return names


@pytest.mark.parametrize("value", [b"a\0b\xed\xa0\x80", b"9" * 400], ids=["no text", "huge number"])
def test_no_parameter_of_a_page_breaks_it(world: World, alice: Client, value: bytes, looked_at: set[str]) -> None:
    for route in ROUTES:
        if not route.is_rest:
            address = route.address("harbour", world.of_harbour(route.model) if route.is_about_one else None)
            response = ask(alice, "get", address, dict.fromkeys(PARAMETERS, value))
            assert response.status_code < 500, address
    assert looked_at - set(PARAMETERS) == set(), "pages look at parameters that are not tried here"


@pytest.mark.parametrize("value", IN_HEADERS, ids=range(len(IN_HEADERS)))
def test_no_header_breaks_anything_or_comes_back_as_a_header(world: World, alice: Client, value: str) -> None:
    launch = f"/api/v1/harbour/launches/{world.of_harbour(Launch)}/"
    given = [ask(alice, "patch", launch, {"name": "Other"}, headers={name: value}) for name in HEADERS]
    keyed = {"idempotency-key": value}
    given += [ask(alice, method, launch, {}, headers=keyed) for method in ("put", "delete", "get")]
    given.append(ask(alice, "post", "/api/v1/harbour/products/", {"name": "Till", "key": "TILL"}, headers=keyed))
    every = {name: value for name in HEADERS if name != "authorization"}
    pages = ("/harbour/launches/", "/api/v1/harbour/stream/", "/api/v1/harbour/launches/")
    given += [ask(alice, "get", address, headers=every) for address in pages]
    assert [response.status_code for response in given if response.status_code >= 500] == []
    assert not any("X-Evil" in response.headers for response in given)


@pytest.mark.parametrize("host", ["evil.example", "a b", "[::1", "localhost\x00", "x" * 300])
def test_no_other_host_is_answered(alice: Client, host: str) -> None:
    response = alice.get("/harbour/", headers={"host": host})
    assert response.status_code == 400
    assert host not in response.content.decode()


@pytest.mark.parametrize(
    "part",
    ["%00", "%ff%fe", "..%2f..%2fetc", "%0d%0aX-Evil:1", "%E2%80%AE", "a" * 5000, "%C0%AF", "'%20OR%201=1", "{}"],
)
def test_no_part_of_an_address_breaks_it(alice: Client, part: str) -> None:
    for address in (
        f"/{part}/", f"/harbour/{part}/", f"/harbour/launches/{part}/", f"/api/v1/{part}/launches/",
        f"/api/v1/harbour/{part}/", f"/api/v1/harbour/launches/{part}/", f"/invitations/{part}/",
        f"/accounts/confirm-email/{part}/", f"/accounts/unsubscribe/{part}/",
    ):  # fmt: skip
        response = alice.get(address)
        assert response.status_code in (200, 301, 302, 400, 404, 429), address
        assert "X-Evil" not in response.headers


NAMES = [
    "..\\..\\x.csv",
    "/etc/passwd.csv",
    "=cmd|'.csv",
    'a"\r\nX-Evil: 1.csv',
    "a\0.csv",
    "\u202evsc.csv",
    "n" * 300 + ".csv",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_file_may_have_any_name_and_is_called_by_its_last_part(world: World, alice: Client, name: str) -> None:
    for where in ("/harbour/imports/new/", "/api/v1/harbour/imports/"):
        file = SimpleUploadedFile("x", b"title,product\n=1+1,quokka app\n")
        file.name = name
        response = ask(alice, "post", where, {"kind": "features", "file": file}, content_type=MULTIPART_CONTENT)
        assert response.status_code in (201, 302, 400, 422), response.content[:300]
        assert "X-Evil" not in response.headers
        if response.status_code == 201:
            assert not re.search(r"[\0\r\n/\\]", response.json()["filename"])


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;">]><testsuite name="&b;"/>'
OUTSIDE = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&a;"/></testsuite>'


@pytest.mark.parametrize("report", [LAUGHS, OUTSIDE, b"", b"<a>" * 50_000, b"\xff\xfe\x00"], ids=range(5))
def test_a_report_made_to_break_its_reader_is_refused_and_nothing_is_written(
    world: World, alice: Client, report: bytes
) -> None:
    before = contents_of(world.alice)
    sent = alice.post("/api/v1/harbour/test_runs/?suite=e2e", data=report, content_type="application/xml")
    assert sent.status_code == 400
    page = f"/harbour/gates/{world.of_harbour(Gate)}/test-runs/"
    shown = alice.post(page, {"suite": "e2e", "report": SimpleUploadedFile("r.xml", report)})
    assert (shown.status_code, "#id_report" in shown.content.decode()) == (422, True)
    assert contents_of(world.alice) == before


BODIES = [
    b"[" * 200_000, b'{"a":' * 50_000, b"1" * 10_000, b'{"name": 1e400}', b'{"name": NaN}', b'{"name": "\\ud800"}',
    b'{"\\udc00": 1}', b'{"name": "a\xed\xa0\x80b"}', b"\xff",
]  # fmt: skip


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
def test_json_made_to_break_its_reader_is_refused(alice: Client, body: bytes) -> None:
    response = alice.post("/api/v1/harbour/products/", body, content_type=JSON)
    assert (response.status_code, response.json()["status"]) == (400, 400)


HOSTILE = (
    "<script>alert(1)</script> [a](javascript:alert(1)) ![b](x) <svg onload=alert(1)><a href='x' onclick='y'>"
    "[c](data:image/svg+xml;base64,PHN2Zz4=) <img src=x onerror=alert(1)>"
)


def test_scripts_and_drawings_in_texts_are_shown_and_not_obeyed(world: World, alice: Client) -> None:
    brief, feature, launch = (world.hidden[model].pk for model in (Brief, Feature, Launch))
    with workspace_context(world.alice.workspace):
        briefs.update(Brief.objects.get(pk=brief), by=world.alice, text=HOSTILE)
        features.update(Feature.objects.get(pk=feature), by=world.alice, title=HOSTILE[:60], description=HOSTILE)
        launches.update(Launch.objects.get(pk=launch), by=world.alice, name=HOSTILE[:60], summary=HOSTILE)
    shown = [f"/harbour/launches/{launch}/briefs/", f"/harbour/features/{feature}/", f"/harbour/launches/{launch}/"]
    for address in [*shown, "/harbour/launches/", "/harbour/"]:
        response: Any = alice.get(address)
        html = response.content.decode()
        assert response.status_code == 200
        assert "<script>alert" not in html
        assert not re.search(r"<(?:svg|img|a)\b[^>]*\son\w+=", html), address
        assert not re.search(r"href=[\"']?(?:javascript|data):", html), address
    assert "&lt;script&gt;alert(1)" in alice.get(shown[0]).content.decode()
