"""The pages of launches: the list, the room and its parts, the dialogs, for the right, the wrong and the curious."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from launchhub.accounts.models import Member
from messaging.actions import assets, claims
from qa.actions import gates
from roadmap.actions import briefs, features, launches, milestones, playbooks, products, raci, tasks
from roadmap.models import Brief, DateMove, Launch, Milestone, Playbook, Product, RaciLine, Task
from roadmap.raci import suggest
from tests.roadmap.conftest import LAUNCH_DAY
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text

READ = ("launch", "launch_schedule", "launch_raci", "launch_briefs", "launch_activity")
WRITE = ("launch_edit", "launch_move", "launch_apply", "raci_new")
RIGHT_TO_LEFT = "إطلاق المدفوعات"


def many(count: int, make: Any) -> None:
    for number in range(count):
        make(number)


# Who may see and do what


@pytest.mark.parametrize("name", READ)
def test_everyone_of_the_workspace_reads_the_room(
    signed_in: SignIn, quentin: Member, launch: Launch, name: str
) -> None:
    response = signed_in(quentin).get(at(f"roadmap:{name}", pk=launch.pk))
    assert response.status_code == 200
    assert "Payments 2.0" in text(response)


@pytest.mark.parametrize("name", READ)
def test_a_guest_reads_only_launches_that_are_shared(
    signed_in: SignIn, vera: Member, launch: Launch, name: str
) -> None:
    client, address = signed_in(vera), at(f"roadmap:{name}", pk=launch.pk)
    assert client.get(address).status_code == 404
    share(launch, vera)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", READ + WRITE)
def test_another_workspace_finds_nothing(signed_in: SignIn, mallory: Member, launch: Launch, name: str) -> None:
    client = signed_in(mallory)
    assert client.get(at(f"roadmap:{name}", pk=launch.pk)).status_code == 404
    assert client.get(at(f"roadmap:{name}", workspace="rival", pk=launch.pk)).status_code == 404


@pytest.mark.parametrize("name", READ + WRITE)
def test_who_is_not_signed_in_is_asked_to(client: Any, launch: Launch, name: str) -> None:
    response = client.get(at(f"roadmap:{name}", pk=launch.pk))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/accounts/login/?next=/harbour/")


@pytest.mark.parametrize("name", WRITE)
def test_the_wrong_hat_is_refused_with_the_hat_that_is_needed(
    signed_in: SignIn, mark: Member, launch: Launch, name: str
) -> None:
    for answer in (signed_in(mark).get, signed_in(mark).post):
        response = answer(at(f"roadmap:{name}", pk=launch.pk))
        assert response.status_code == 403
        assert "the product hat or the admin role" in text(response)


def test_the_wrong_hat_is_not_offered_what_would_be_refused(signed_in: SignIn, mark: Member, launch: Launch) -> None:
    html = text(signed_in(mark).get(at("roadmap:launch", pk=launch.pk)))
    assert "Move date" not in html
    assert at("roadmap:launch_edit", pk=launch.pk) not in html
    assert "New launch" not in text(signed_in(mark).get(at("roadmap:launches")))


# The list


def test_the_list_is_filtered_searched_and_keeps_the_other_filters(
    signed_in: SignIn, petra: Member, launch: Launch, product: Product
) -> None:
    wallet = products.create(by=petra, name="Wallet", key="WAL")
    launches.create(by=petra, name="Wallet 1.0", products=[wallet], owner=petra, tier=1)
    client = signed_in(petra)
    html = text(client.get(at("roadmap:launches"), {"product": wallet.pk}))
    assert "Wallet 1.0" in html
    assert at("roadmap:launch", pk=launch.pk) not in html.split('id="launches"')[1]
    html = text(client.get(at("roadmap:launches"), {"q": "payments", "tier": "2"}, headers=HTMX))
    assert "Payments 2.0" in html
    assert "Wallet 1.0" not in html
    assert "?q=payments&amp;tier=2&amp;owner=me" in html
    assert "No launch matches" in text(client.get(at("roadmap:launches"), {"q": "\0nothing", "page": "999"}))


def test_one_product_is_no_filter(signed_in: SignIn, petra: Member, launch: Launch) -> None:
    html = text(signed_in(petra).get(at("roadmap:launches"), headers=HTMX))
    assert "product=" not in html
    assert ">Product</th>" not in html


def test_five_hundred_launches_come_in_pages_at_a_constant_price(
    signed_in: SignIn, petra: Member, product: Product, launch: Launch
) -> None:
    client, address = signed_in(petra), at("roadmap:launches")
    one = queries(client, address)
    many(2, lambda n: launches.create(by=petra, name=f"L{n}", products=[product], owner=petra, date=LAUNCH_DAY))
    assert queries(client, address) == one
    many(497, lambda n: launches.create(by=petra, name=f"M{n}", products=[product], owner=petra, date=LAUNCH_DAY))
    assert queries(client, address) == one
    html = text(client.get(address, {"owner": "me"}))
    assert "500 launches" in html
    assert "?owner=me&amp;page=2" in html
    assert "401 to 500 of 500" in text(client.get(address, {"page": 5}))


# The room


def fill(launch: Launch, product: Product, count: int, petra: Member, quentin: Member, mark: Member) -> None:
    """Put so many of everything into the launch."""
    for n in range(count):
        feature = features.create(
            by=petra, title=f"F{n}", product=product, launch=launch, owner=petra, target=dt.date(2027, 6, 1)
        )
        milestones.create(by=petra, launch=launch, name=f"M{n}", owner=quentin, offset_days=-n)
        tasks.create(by=petra, launch=launch, title=f"T{n}", hat="marketing", assignee=petra, offset_days=-n)
        gates.create(by=quentin, launch=launch, name=f"G{n}", features=[feature], approvers=[quentin], offset_days=-n)
        claim = claims.create(by=mark, text=f"C{n}", features=[feature], owner=mark, launch=launch)
        assets.create(by=mark, launch=launch, title=f"A{n}", kind="blog", owner=mark, claims=[claim], offset_days=-n)
        raci.create(by=petra, launch=launch, what=f"W{n}", hat="qa", accountable=quentin, informed=[mark])


@pytest.mark.parametrize("name", READ)
def test_the_room_takes_as_many_queries_for_thirty_of_everything_as_for_one(
    signed_in: SignIn, petra: Member, quentin: Member, mark: Member, product: Product, launch: Launch, name: str
) -> None:
    client, address = signed_in(petra), at(f"roadmap:{name}", pk=launch.pk)
    fill(launch, product, 1, petra, quentin, mark)
    one = queries(client, address)
    fill(launch, product, 2, petra, quentin, mark)
    assert queries(client, address) == one
    fill(launch, product, 27, petra, quentin, mark)
    assert queries(client, address) == one


def test_an_empty_launch_says_what_to_do(signed_in: SignIn, petra: Member, product: Product) -> None:
    empty = launches.create(by=petra, name="Wallet", products=[product], owner=petra)
    html = text(signed_in(petra).get(at("roadmap:launch", pk=empty.pk)))
    for words in ("No date yet", "No checks yet", "Nothing is dated yet", "Apply a playbook", "Set date"):
        assert words in html


@pytest.mark.parametrize("status", ["on_hold", "cancelled", "launched"])
def test_what_is_over_or_on_hold_shows_its_state_instead_of_a_verdict(
    signed_in: SignIn, alice: Member, launch: Launch, status: str
) -> None:
    launches.transition(launch, to=status, override_reason="All agreed" if status == "launched" else None, by=alice)
    html = text(signed_in(alice).get(at("roadmap:launch", pk=launch.pk), headers=HTMX))
    assert f'data-state="{ {"on_hold": "blocked", "cancelled": "waived", "launched": "done"}[status] }"' in html
    assert "On track" not in html.split("</h1>")[0]


def test_many_findings_are_folded_after_eight(
    signed_in: SignIn, petra: Member, product: Product, launch: Launch
) -> None:
    late = dt.date(2027, 6, 1)
    many(20, lambda n: features.create(by=petra, title=f"F{n}", product=product, launch=launch, target=late))
    html = text(signed_in(petra).get(at("roadmap:launch", pk=launch.pk)))
    assert "20 blockers, 1 risk" in html  # the product track has nobody accountable either
    assert "Show all 21</summary>" in html


def test_who_answers_for_a_track_is_named_and_a_gap_is_marked(
    signed_in: SignIn, petra: Member, mark: Member, launch: Launch, blog_post: Task
) -> None:
    client, address = signed_in(petra), at("roadmap:launch", pk=launch.pk)
    assert "Nobody yet" in text(client.get(address))
    raci.create(by=petra, launch=launch, what="Press", hat="marketing", accountable=mark)
    html = text(client.get(address))
    assert "Nobody yet" not in html
    assert "Mark" in html.split("Responsible")[1].split("</dl>")[0]


def test_a_member_watches_mutes_and_goes_back(signed_in: SignIn, mark: Member, vera: Member, launch: Launch) -> None:
    client, room = signed_in(mark), at("roadmap:launch", pk=launch.pk)
    client.post(at("roadmap:launch_watch", pk=launch.pk))
    assert "1 person, you are one" in text(client.get(room))
    client.post(at("roadmap:launch_watch", pk=launch.pk), {"muted": "1"})
    assert "you have muted it" in text(client.get(room))
    client.post(at("roadmap:launch_unwatch", pk=launch.pk))
    assert "As by default" not in text(client.get(room))
    share(launch, vera)
    assert signed_in(vera).post(at("roadmap:launch_watch", pk=launch.pk), {"muted": "1"}).status_code == 403
    assert signed_in(vera).get(room).status_code == 200


# Planning and editing a launch


def planned(product: Product, petra: Member, **fields: Any) -> dict[str, Any]:
    return {"name": "Wallet", "products": [product.pk], "tier": 2, "owner": petra.pk, **fields}


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("Q3 2027", dt.date(2027, 9, 30), "quarter"),
        ("14 may 2027", dt.date(2027, 5, 14), "day"),
        ("2027-05-14", dt.date(2027, 5, 14), "day"),
        ("May 2027", dt.date(2027, 5, 31), "month"),
        ("", None, "day"),
    ],
)
def test_a_date_is_typed_as_exactly_as_it_is_known(
    signed_in: SignIn, petra: Member, product: Product, typed: str, day: dt.date | None, precision: str
) -> None:
    fields = planned(product, petra, name=RIGHT_TO_LEFT, date=typed, external_precision="month")
    response = signed_in(petra).post(at("roadmap:launch_new"), fields, follow=True)
    assert f"{RIGHT_TO_LEFT} is planned." in text(response)
    made = Launch.objects.get(name=RIGHT_TO_LEFT)
    assert (made.date, made.precision) == (day, precision)


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ({"name": ""}, "This field is required."),
        ({"name": "x" * 10_000}, "at most 200 characters"),
        ({"name": "Wal\0let"}, "Null characters are not allowed"),
        ({"name": "Wal\x07let"}, "control character U+0007"),
        ({"summary": "a\x1bb"}, "control character U+001B"),
        ({"date": "30 February 2027"}, "is no date"),
        ({"date": "soon"}, "Write a date as"),
        ({"date": "Q1 9999"}, "outside the years"),
        ({"products": []}, "This field is required."),
        ({"owner": "00000000-0000-0000-0000-000000000000"}, "Select a valid choice"),
        ({"tier": "9"}, "Select a valid choice"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_bad_input_is_refused_at_its_field_and_what_was_typed_stays(
    signed_in: SignIn, petra: Member, product: Product, bad: dict[str, Any], words: str
) -> None:
    fields = planned(product, petra, build="build 412", external_precision="month") | bad
    response = signed_in(petra).post(at("roadmap:launch_new"), fields, headers=HTMX)
    assert response.status_code == 422
    assert words in text(response)
    assert 'value="build 412"' in text(response)
    assert not Launch.objects.exists()


def edited(launch: Launch, petra: Member, **fields: Any) -> dict[str, Any]:
    return planned(launch.products.get(), petra, name=launch.name, precision="day", external_precision="month") | {
        "version": launch.version,
        **fields,
    }


def test_an_edit_closes_the_dialog_and_the_room_fetches_itself_anew(
    signed_in: SignIn, petra: Member, launch: Launch
) -> None:
    response = signed_in(petra).post(
        at("roadmap:launch_edit", pk=launch.pk), edited(launch, petra, name="Payments 2.1"), headers=HTMX
    )
    assert response.status_code == 204
    assert f"live:launch-{launch.pk}" in json.loads(response.headers["HX-Trigger"])
    launch.refresh_from_db()
    assert (launch.name, launch.date) == ("Payments 2.1", LAUNCH_DAY)


def test_what_somebody_else_saved_meanwhile_is_shown_beside_what_was_typed(
    signed_in: SignIn, alice: Member, petra: Member, launch: Launch
) -> None:
    opened = edited(launch, petra, name="Payments by Petra", build="7")
    launches.update(launch, by=alice, name="Payments by Alice")
    client, address = signed_in(petra), at("roadmap:launch_edit", pk=launch.pk)
    response = client.post(address, opened, headers=HTMX)
    html = text(response)
    assert response.status_code == 422
    assert "Somebody changed this meanwhile" in html
    assert 'value="Payments by Petra"' in html
    assert "Meanwhile saved: “Payments by Alice”." in html
    launch.refresh_from_db()
    assert launch.name == "Payments by Alice"
    assert f'name="version" value="{launch.version}"' in html
    assert client.post(address, opened | {"version": launch.version}, headers=HTMX).status_code == 204
    launch.refresh_from_db()
    assert launch.name == "Payments by Petra"


# Moving the date


def test_the_preview_shows_the_blast_radius_and_writes_nothing(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone, press_day: Milestone
) -> None:
    address = at("roadmap:launch_move_preview", pk=launch.pk)
    html = text(signed_in(petra).post(address, {"date": "7 May 2027", "version": launch.version}, headers=HTMX))
    radius = launches.preview_move(launch, to=dt.date(2027, 5, 7), by=petra)
    assert f"<b>{len(radius.moved)}</b> dated thing moves along" in html
    assert "Code freeze" in html
    assert "<b>1</b> pinned thing is in conflict" in html
    for person in radius.people:
        assert f"because {person['because']}" in html.replace("&#34;", '"')
    assert not DateMove.objects.filter(subject_id=launch.pk).exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("31 June 2027", "is no date"),
        ("2027-05-14", "already on"),
        ("\0", "Null characters"),
        ("x" * 10_000, "no date"),
    ],
    ids=["impossible", "present", "nul", "long"],
)
def test_the_preview_says_why_there_is_nothing_to_show(
    signed_in: SignIn, petra: Member, launch: Launch, typed: str, words: str
) -> None:
    response = signed_in(petra).post(at("roadmap:launch_move_preview", pk=launch.pk), {"date": typed}, headers=HTMX)
    assert response.status_code == 200
    assert words in text(response)


def test_without_a_reason_nothing_moves_and_date_and_preview_stay(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone
) -> None:
    response = signed_in(petra).post(at("roadmap:launch_move", pk=launch.pk), {"date": "28 May 2027"}, headers=HTMX)
    html = text(response)
    assert response.status_code == 422
    assert 'value="28 May 2027"' in html
    assert "dated thing moves along" in html
    assert "This field is required." in html
    launch.refresh_from_db()
    assert launch.date == LAUNCH_DAY


def test_without_javascript_the_preview_asks_for_no_reason_yet(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone
) -> None:
    response = signed_in(petra).post(at("roadmap:launch_move", pk=launch.pk), {"date": "Q3 2027", "preview": "1"})
    assert response.status_code == 200
    assert "dated thing moves along" in text(response)
    assert "This field is required." not in text(response)


def test_a_move_says_from_where_to_where_and_how_many_are_told(
    signed_in: SignIn, petra: Member, launch: Launch, code_freeze: Milestone
) -> None:
    fields = {"date": "Q3 2027", "reason": "scope", "note": "More to build", "version": launch.version}
    response = signed_in(petra).post(at("roadmap:launch_move", pk=launch.pk), fields, follow=True)
    assert "Moved from 14 May 2027 to Q3 2027, 139 days later. 2 people are being told." in text(response)
    launch.refresh_from_db()
    assert (launch.date, launch.precision) == (dt.date(2027, 9, 30), "quarter")


def test_who_moves_at_the_same_time_is_told_and_sees_the_new_preview(
    signed_in: SignIn, alice: Member, petra: Member, launch: Launch
) -> None:
    fields = {"date": "28 May 2027", "reason": "scope", "version": launch.version}
    launches.move(launch, to=dt.date(2027, 6, 4), reason="quality", by=alice)
    client, address = signed_in(petra), at("roadmap:launch_move", pk=launch.pk)
    response = client.post(address, fields, headers=HTMX)
    assert response.status_code == 422
    assert "Somebody changed the launch meanwhile: it is now 4 June 2027." in text(response)
    launch.refresh_from_db()
    assert launch.date == dt.date(2027, 6, 4)
    assert client.post(address, fields | {"version": launch.version}, headers=HTMX).status_code == 204


def test_a_cancelled_launch_moves_only_as_a_correction(signed_in: SignIn, petra: Member, launch: Launch) -> None:
    launch = launches.transition(launch, to="cancelled", by=petra)
    client, address = signed_in(petra), at("roadmap:launch_move", pk=launch.pk)
    response = client.post(address, {"date": "28 May 2027", "reason": "scope"}, headers=HTMX)
    assert (response.status_code, "only as a correction" in text(response)) == (422, True)
    assert client.post(address, {"date": "28 May 2027", "reason": "correction"}, headers=HTMX).status_code == 204


def test_a_long_list_is_cut_with_the_number_of_the_rest(signed_in: SignIn, petra: Member, launch: Launch) -> None:
    many(120, lambda n: milestones.create(by=petra, launch=launch, name=f"Step {n}", offset_days=-n))
    response = signed_in(petra).post(at("roadmap:launch_move_preview", pk=launch.pk), {"date": "28 May 2027"})
    assert "<b>120</b> dated things move along" in text(response)
    assert "and 70 more" in text(response)


# Its state


def test_what_stands_in_the_way_is_said_before_it_is_asked_for(
    signed_in: SignIn, petra: Member, launch: Launch
) -> None:
    client, address = signed_in(petra), at("roadmap:launch_transition", pk=launch.pk, to="committed")
    assert "3 things in the way" in text(client.get(address))
    response = client.post(address, headers=HTMX)
    assert response.status_code == 422
    assert "needs the Product brief before it is committed" in text(response)
    assert client.get(at("roadmap:launch_transition", pk=launch.pk, to="nonsense")).status_code == 404


def test_only_an_admin_is_offered_to_launch_nevertheless(
    signed_in: SignIn, alice: Member, petra: Member, launch: Launch
) -> None:
    address = at("roadmap:launch_transition", pk=launch.pk, to="launched")
    assert "Launch nevertheless" not in text(signed_in(petra).get(address))
    assert "Launch nevertheless" in text(signed_in(alice).get(address))
    assert signed_in(petra).post(address, {"override_reason": "Now"}, headers=HTMX).status_code == 403
    assert signed_in(alice).post(address, {"override_reason": "All agreed"}, headers=HTMX).status_code == 204
    launch.refresh_from_db()
    assert launch.status == "launched"


# Tasks


def test_an_assignee_completes_their_task_from_the_room(
    signed_in: SignIn, mark: Member, quentin: Member, launch: Launch, blog_post: Task
) -> None:
    complete = at("roadmap:task_complete", pk=blog_post.pk)
    assert complete in text(signed_in(mark).get(at("roadmap:launch", pk=launch.pk)))
    assert signed_in(quentin).post(complete).status_code == 403
    assert signed_in(mark).post(complete, headers=HTMX).status_code == 204
    blog_post.refresh_from_db()
    assert blog_post.status == "done"
    assert complete not in text(signed_in(mark).get(at("roadmap:launch", pk=launch.pk)))


def test_a_task_is_skipped_with_a_reason_and_assigned_by_the_product_hat(
    signed_in: SignIn, petra: Member, mark: Member, quentin: Member, vera: Member, blog_post: Task
) -> None:
    skip, assign = at("roadmap:task_skip", pk=blog_post.pk), at("roadmap:task_assign", pk=blog_post.pk)
    assert signed_in(mark).post(skip, {"reason": ""}, headers=HTMX).status_code == 422
    assert signed_in(mark).get(assign).status_code == 403
    assert signed_in(petra).post(assign, {"assignee": vera.pk}, headers=HTMX).status_code == 422
    assert signed_in(petra).post(assign, {"assignee": quentin.pk}, headers=HTMX).status_code == 204
    assert signed_in(mark).post(skip, {"reason": "Not mine"}).status_code == 403
    assert signed_in(quentin).post(skip, {"reason": "Nobody reads it"}, headers=HTMX).status_code == 204
    blog_post.refresh_from_db()
    assert (blog_post.status, blog_post.assignee, blog_post.reason) == ("skipped", quentin, "Nobody reads it")


def test_a_task_has_a_page_that_offers_what_one_may_do(
    signed_in: SignIn, petra: Member, mark: Member, quentin: Member, vera: Member, mallory: Member, blog_post: Task
) -> None:
    address = at("roadmap:task", pk=blog_post.pk)
    offered = {
        member.name: [
            word for word in ("Done</button>", ">Skip<", ">Assign<") if word in text(signed_in(member).get(address))
        ]
        for member in (petra, mark, quentin)
    }
    assert offered == {
        "Petra": ["Done</button>", ">Skip<", ">Assign<"],
        "Mark": ["Done</button>", ">Skip<"],
        "Quentin": [],
    }
    assert signed_in(vera).get(address).status_code == 404
    assert signed_in(mallory).get(address).status_code == 404


# Playbooks


@pytest.fixture
def playbook(alice: Member) -> Playbook:
    items = [
        {
            "key": "freeze",
            "noun": "milestone",
            "title": "Freeze",
            "kind": "freeze",
            "hat": "product",
            "offset_days": -7,
        },
        {"key": "post", "noun": "task", "title": "Blog post", "hat": "marketing", "offset_days": -3},
    ]
    return playbooks.create(by=alice, name="Quiet launch", tier=3, items=items)


def test_a_playbook_shows_the_difference_before_it_is_applied(
    signed_in: SignIn, petra: Member, launch: Launch, playbook: Playbook
) -> None:
    client, address = signed_in(petra), at("roadmap:launch_apply", pk=launch.pk)
    html = text(client.get(address, {"playbook": playbook.pk}, headers=HTMX))
    assert "<b>2</b> added" in html
    assert "7 May" in html
    assert not Milestone.objects.filter(launch=launch).exists()
    html = text(client.post(address, {"playbook": playbook.pk}, follow=True))
    assert "Quiet launch: 2 things added." in html
    assert "<b>2</b> left as they are" in text(client.get(address, {"playbook": playbook.pk}, headers=HTMX))
    assert client.post(address, {"playbook": "x"}, headers=HTMX).status_code == 422


# RACI and briefs


def test_a_raci_line_is_suggested_added_edited_and_put_into_the_bin(
    signed_in: SignIn, petra: Member, mark: Member, quentin: Member, launch: Launch, blog_post: Task
) -> None:
    client, page = signed_in(petra), at("roadmap:launch_raci", pk=launch.pk)
    assert "Nobody answers for the Marketing track." in text(client.get(page))
    form = text(client.get(at("roadmap:raci_new", pk=launch.pk), {"hat": "marketing"}))
    likeliest = suggest(launch, "marketing")[0].load.member
    assert f'<option value="{likeliest.pk}" selected>{likeliest.name}</option>' in form
    line = {"what": "Press", "hat": "marketing", "accountable": mark.pk, "responsible": [mark.pk, petra.pk]}
    assert (
        client.post(at("roadmap:raci_new", pk=launch.pk), line | {"accountable": ""}, headers=HTMX).status_code == 422
    )
    assert client.post(at("roadmap:raci_new", pk=launch.pk), line, headers=HTMX).status_code == 204
    made = RaciLine.objects.get(launch=launch)
    opened = line | {"accountable": quentin.pk, "version": made.version}
    raci.update(made, by=petra, what="Press and social")
    response = client.post(at("roadmap:raci_edit", pk=made.pk), opened, headers=HTMX)
    assert (response.status_code, "Meanwhile saved: “Mark”." in text(response)) == (422, True)
    assert "Nobody answers for" not in text(client.get(page))
    assert signed_in(mark).post(at("roadmap:raci_delete", pk=made.pk)).status_code == 403
    assert client.post(at("roadmap:raci_delete", pk=made.pk), headers=HTMX).status_code == 204
    assert "Press and social" not in text(client.get(page))


def test_each_hat_writes_its_own_brief(
    signed_in: SignIn, petra: Member, mark: Member, vera: Member, launch: Launch
) -> None:
    product, marketing = (at("roadmap:brief_edit", pk=launch.pk, hat=hat) for hat in ("product", "marketing"))
    assert marketing in text(signed_in(mark).get(at("roadmap:launch", pk=launch.pk)))
    assert signed_in(mark).post(product, {"text": "Mine"}).status_code == 403
    assert signed_in(mark).post(marketing, {"text": " "}, headers=HTMX).status_code == 422
    assert signed_in(mark).post(marketing, {"text": "**For** teams <script>"}, headers=HTMX).status_code == 204
    html = text(signed_in(petra).get(at("roadmap:launch_briefs", pk=launch.pk)))
    assert "<strong>For</strong> teams &lt;script&gt;" in html
    brief = Brief.objects.get(launch=launch)
    briefs.update(brief, by=mark, text="Said anew")
    response = signed_in(mark).post(marketing, {"text": "Mine", "version": brief.version}, headers=HTMX)
    assert "Meanwhile saved: “Said anew”." in text(response)
    assert signed_in(mark).get(at("roadmap:brief_edit", pk=launch.pk, hat="sales")).status_code == 404
