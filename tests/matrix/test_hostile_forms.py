"""Whatever is typed into a field of a form: it is refused at that field, or kept as the harmless text that it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from launchhub.accounts.models import Member, User
from launchhub.lib.wall import workspace_context
from qa.models import Gate
from roadmap.models import Launch, Playbook, Product, Task
from tests.cast import WalledClient, browser
from tests.matrix.asking import ask, text_of
from tests.matrix.forms import Form, forms_of
from tests.matrix.routes import ROUTES
from tests.matrix.tenants import contents_of
from tests.matrix.test_headers import outside
from tests.matrix.world import World

NO_TEXT = {"NUL and escape": "a\0b\x1b[31mc", "half a pair": "a\ud800b"}
"""What no text holds. Half a surrogate pair arrives as U+FFFD, which browsers themselves send in its place."""

TEXT = {
    "too long": "x" * 10_000,
    "of many tricks": '=HYPERLINK("http://evil.example")\r\nBcc: all@example.com <script>\u202etxt.exe\u2066',
}
NUMBERS = {"NaN": "NaN", "huge": "9" * 400}
DATES = {"no day": "0000-00-00", "in a far year": "9999-12-31"}
ODD = {
    "text": TEXT | {"no day": "0000-00-00"}, "textarea": TEXT, "url": TEXT, "email": TEXT, "password": TEXT,
    "search": TEXT, "number": NUMBERS, "date": DATES, "hidden": NO_TEXT | NUMBERS, "radio": NO_TEXT,
    "checkbox": NO_TEXT,
}  # fmt: skip
"""What is odd for each kind of field: it is taken where it is harmless there, or refused."""

FILLED_IN = {*ODD, "select"} - {"hidden", "radio", "checkbox"}
"""Kinds of fields that a person fills in; the others hold what the page put there."""

NEEDS_MORE = (
    "/imports/new/", "/test-runs/", "/transitions/committed/", "/dependencies/", "/fields/launch/", "/fields/parent/",
    "/links/", "/goals/", "/schedule/changes/",
)  # fmt: skip
"""Forms that are refused as they are here: they want a file, a launch that is ready, or what is found first."""


TESTS, METRIC, REJECT = {"kind": "tests"}, {"kind": "metric"}, {"decision": "reject"}
CHOICES: dict[str, dict[str, str]] = {
    "due": {"placement": "pinned"}, "customer_impact": REJECT, "retest_on": REJECT,
    "conditions": {"decision": "approve_with_conditions"}, "suite": TESTS, "min_tests": TESTS, "min_pass_rate": TESTS,
    "must_pass": TESTS, "metric": METRIC, "comparator": METRIC, "threshold": METRIC, "severity": {"kind": "defects"},
    "default-title": {"column-0": ""},
}  # fmt: skip
"""Fields that another field of their form decides about, with the choice under which they are looked at."""


def filled(world: World) -> dict[str, Any]:
    """Return something good for each field that is empty at first."""
    petra, product, launch, playbook = (world.of_harbour(each) for each in (Member, Product, Launch, Playbook))
    return {
        "url": "https://example.com/hook", "since": "2026-11-01", "email": "newcomer@example.com", "name": "Autumn",
        "scopes": "qa:read", "product": product, "products": product, "launch": launch, "date": "2027-06-01",
        "reason": "scope", "playbook": playbook, "what": "Go", "hat": "qa", "accountable": petra, "key": "TILL",
        "responsible": petra, "text": "Calm", "kind": "functional", "unit": "calendar", "side": "before",
        "approvers": petra, "customer_impact": "Waits", "value": "150", "note": "Seen", "column-0": "title",
        "default-product": product, "waiver_expires": "2027-01-01", "suite": "e2e", "owner": petra, "assignee": petra,
        "body": "Seen", "add-title": "Call", "things": f"task:{world.of_harbour(Task)}", "do": "complete",
        "title": "Refunds", "decision": "no_go", "metric": "Carts left behind", "target": "40", "criterion_1": "Fit",
        "answer": "Later", "place": "T-14",
    }  # fmt: skip


PRESSED = {"/imports/files/": ("try", "1"), "/inbox/answers/": ("answer", "seen"), "/pulses/": ("answer", "yes")}
"""The button that is pressed, in forms which have several."""


@pytest.fixture
def alice(world: World) -> Client:
    """Alice's browser, which gets a breakdown as an answer."""
    client = browser(world.alice)
    client.raise_request_exception = False
    return client


@pytest.fixture(scope="module")
def forms(made_world: World, django_db_blocker: Any) -> list[Form]:
    """Every form of the pages of a workspace that has a field, filled in."""
    found: dict[Any, Form] = {}
    with django_db_blocker.unblock(), transaction.atomic():
        client = browser(made_world.alice)
        for route in (route for route in ROUTES if not route.is_rest):
            address = route.address("harbour", made_world.of_harbour(route.model) if route.is_about_one else None)
            for form in forms_of(address, text_of(ask(client, "get", address))):
                found[form.action, *form.kinds] = form
        transaction.set_rollback(True)
    for form in found.values():
        form.fill(filled(made_world))
        for place, (name, value) in PRESSED.items():
            if place in form.action:
                form.values[name] = value
        if form.action.endswith("/schedule/changes/") and "do" not in form.kinds:
            form.values["do"] = "complete"  # so is this one
        if form.action.endswith("/assignments/") and "part" in form.kinds:
            form.values["member"] = made_world.of_harbour(Member)  # and this
    return [form for form in found.values() if form.kinds and form.action.startswith("/harbour/")]


@pytest.fixture
def who(world: World, alice: Client) -> Callable[[Form, str], Client]:
    """Return a function that says whose browser sends a field: Alice may waive a gate, Quentin approve or reject it."""
    quentin = browser(world.quentin)
    with workspace_context(world.alice.workspace):
        Gate.objects.filter(pk=world.of_harbour(Gate)).update(status="in_review")
    return lambda form, name: quentin if form.action.endswith("/signoffs/") and name in CHOICES else alice


Odd = Callable[[str], dict[str, str]]
"""What is typed into a field, by its kind, with the word for it."""


def hostile(form: Form, odd: Odd) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each word with the fields of a form that it is for, and what is typed into them."""
    typed: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for name, kind in form.kinds.items():
        for what, value in odd(kind).items():
            typed[what][name] = value
    yield from typed.items()


def sent(form: Form, typed: dict[str, str]) -> dict[str, Any]:
    """Return the request that sends a form with this typed into its fields."""
    chosen = {name: value for field in typed for name, value in CHOICES.get(field, {}).items()}
    return form.sent(**chosen | {name: value.encode("utf-8", "surrogatepass") for name, value in typed.items()})


def answered_wrongly(
    forms: list[Form], odd: Odd, who: Callable[[Form, str], Client], is_right: Callable[[Form, str, Any], bool]
) -> list[str]:
    """Make every field hostile and return those that were answered wrongly.

    All that a person fills in is sent at once first, and one by one what that answer does not settle.
    """
    wrong = []
    for form in forms:
        for what, typed in hostile(form, odd):
            together = {
                name: value for name, value in typed.items() if form.kinds[name] in FILLED_IN and name not in CHOICES
            }
            if len(together) > 1:
                response = ask(who(form, ""), "post", form.action, **sent(form, together))
                typed = {
                    name: value
                    for name, value in typed.items()
                    if name not in together or not is_right(form, name, response)
                }
            for name, value in typed.items():
                response = ask(who(form, name), "post", form.action, **sent(form, {name: value}))
                if not is_right(form, name, response):
                    wrong.append(f"{form.action} {name} ({form.kinds[name]}) {what}: {response.status_code}")
    return wrong


def refused_at(response: Any, field: str) -> bool:
    """Say whether a form came back that names this field, in the list of what is to put right."""
    return response.status_code == 422 and f'<li><a href="#id_{field}' in response.content.decode()


def test_every_form_is_taken_as_it_is_meant(alice: Client, forms: list[Form]) -> None:
    """So that what is refused below is refused for what was typed."""
    given = {form.action: ask(alice, "post", form.action, **form.sent()).status_code for form in forms}
    assert len(given) > 25
    refused = {action: status for action, status in given.items() if status not in (200, 204, 302)}
    assert [action for action in refused if not action.endswith(NEEDS_MORE)] == [], refused


def test_what_no_text_holds_is_refused_at_its_field_and_nothing_is_written(
    world: World, who: Callable[[Form, str], Client], forms: list[Form]
) -> None:
    before = contents_of(world.alice)
    wrong = answered_wrongly(
        forms,
        lambda kind: NO_TEXT if kind in FILLED_IN else {},
        who,
        lambda form, name, response: refused_at(response, name),
    )
    assert wrong == []
    assert contents_of(world.alice) == before


def test_odd_text_is_kept_or_refused_at_its_field(who: Callable[[Form, str], Client], forms: list[Form]) -> None:
    def is_right(form: Form, name: str, response: Any) -> bool:
        reports_by_row = "/imports/files/" in form.action
        is_taken = response.status_code in (200, 204, 302) or form.action.endswith(NEEDS_MORE) or reports_by_row
        is_above = name in CHOICES and response.status_code == 422  # what a criterion's rule refuses is said above all
        is_refused = is_above or form.kinds[name] not in FILLED_IN or refused_at(response, name)
        return response.status_code < 500 and (is_taken or is_refused)

    assert answered_wrongly(forms, lambda kind: ODD.get(kind, {}), who, is_right) == []


def test_a_name_of_a_megabyte_is_refused_at_its_field(world: World, alice: Client) -> None:
    name, before = "x" * 1_000_000, contents_of(world.alice)
    assert refused_at(alice.post("/harbour/products/new/", {"name": name, "key": "TILL"}), "name")
    body = {"name": name, "key": "TILL"}
    problem = alice.post("/api/v1/harbour/products/", body, content_type="application/json")
    assert (problem.status_code, problem.json()["errors"][0]["pointer"]) == (400, "/name")
    assert len(problem.content) < 1000
    assert contents_of(world.alice) == before


@pytest.mark.parametrize("who", ["nobody", "operator"])
def test_no_form_of_the_accounts_or_of_the_admin_site_breaks(world: World, who: str) -> None:
    client = WalledClient(raise_request_exception=False)
    if who == "operator":
        User.objects.filter(pk=world.alice.user_id).update(is_staff=True, is_superuser=True)
        client.force_login(world.alice.user)
    shown = {address: ask(client, "get", address).content.decode() for address in outside()}
    forms = [form for address, html in shown.items() for form in forms_of(address, html) if form.kinds]
    assert len(forms) >= 4
    broken = [
        f"{form.action} {name} {what}"
        for form in forms
        for what, typed in hostile(form, lambda kind: NO_TEXT | TEXT)
        for name, value in typed.items()
        if ask(client, "post", form.action, **sent(form, {name: value})).status_code >= 500
    ]
    assert broken == []
