"""Tasks, playbooks, RACI lines and briefs in the launch room."""

from __future__ import annotations

import pytest

from launchhub.accounts.models import Member
from roadmap.actions import briefs, launches, playbooks, raci, tasks
from roadmap.models import Brief, Launch, Milestone, Playbook, RaciLine, Task
from roadmap.raci import suggest
from tests.roadmap.pages import HTMX, SignIn, at, queries, text

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
    html = text(client.get(address, {"playbook": str(playbook.pk)}, headers=HTMX))
    assert "<b>2</b> added" in html
    assert "7 May" in html
    assert not Milestone.objects.filter(launch=launch).exists()
    html = text(client.post(address, {"playbook": playbook.pk}, follow=True))
    assert "Quiet launch: 2 things added." in html
    assert "<b>2</b> left as they are" in text(client.get(address, {"playbook": str(playbook.pk)}, headers=HTMX))
    tasks.update(Task.objects.get(launch=launch), by=petra, title="Post on the blog")
    html = text(client.get(address, {"playbook": str(playbook.pk)}, headers=HTMX))
    assert "<b>1</b> with changes of your own, which stay" in html
    assert "title: Post on the blog here, in the playbook Blog post" in html
    assert client.post(address).status_code == 422, "nothing is applied that was not chosen"
    assert client.post(address, {"playbook": "x"}, headers=HTMX).status_code == 422


def test_the_playbook_of_the_launchs_tier_is_proposed(
    signed_in: SignIn, petra: Member, launch: Launch, playbook: Playbook
) -> None:
    playbooks.ensure_built_in(petra.workspace)
    client, address = signed_in(petra), at("roadmap:launch_apply", pk=launch.pk)
    assert "What Tier 2: feature launch, revision 1, does here" in text(client.get(address))
    launches.update(launch, by=petra, tier=3)
    html = text(client.get(address))
    assert "What Quiet launch, revision 1, does here" in html, "the workspace's own before the built-in one"
    assert "Quiet launch (your own)" in html
    assert not Task.objects.filter(launch=launch).exists()


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
    away = at("pages:bin_delete", noun="raci", pk=made.pk)
    assert away in text(client.get(at("roadmap:raci_edit", pk=made.pk)))
    assert signed_in(mark).post(away).status_code == 403
    assert "Nobody will answer for the Marketing track" in text(client.get(away))
    assert client.post(away, headers=HTMX).status_code == 204
    assert "Press and social" not in text(client.get(page))


def test_a_gap_is_filled_and_a_part_changes_hands_with_one_press(
    signed_in: SignIn, petra: Member, mark: Member, quentin: Member, vera: Member, launch: Launch, blog_post: Task
) -> None:
    client, page = signed_in(petra), at("roadmap:launch_raci", pk=launch.pk)
    html = text(client.get(page))
    assert "wears the hat; 1 open task, answers for 0 lines" in html
    offered = {"what": "Marketing of the launch", "hat": "marketing", "accountable": mark.pk}
    assert f'name="accountable" value="{mark.pk}"' in html
    assert client.post(at("roadmap:raci_new", pk=launch.pk), offered, headers=HTMX).status_code == 204
    line = RaciLine.objects.get(launch=launch)
    assign = at("roadmap:raci_assign", pk=line.pk)

    def give(part: str, **who: Member) -> int:
        given = {name: member.pk for name, member in who.items()}
        return int(client.post(assign, {"part": part, **given}, headers=HTMX).status_code)

    assert [give("responsible", member=quentin), give("responsible", member=petra)] == [204, 204]
    assert [give("responsible", without=quentin), give("accountable", member=quentin)] == [204, 204]
    line.refresh_from_db()
    assert (list(line.responsible.all()), line.accountable) == ([petra], quentin)
    assert [give("accountable"), give("accountable", without=quentin), give("informed", member=vera)] == [409] * 3
    assert signed_in(mark).post(assign, {"part": "informed", "member": mark.pk}).status_code == 403
    assert RaciLine.objects.get().accountable == quentin


def test_who_carries_too_much_is_marked_with_what_is_too_much(
    signed_in: SignIn, alice: Member, petra: Member, mark: Member, launch: Launch
) -> None:
    client, page = signed_in(mark), at("roadmap:launch_raci", pk=launch.pk)
    for number in range(5):
        raci.create(by=petra, launch=launch, what=f"Part {number}", hat="marketing", accountable=mark)
    assert "Overloaded" not in text(client.get(page))
    few = queries(client, page)
    raci.create(by=petra, launch=launch, what="One more", hat="marketing", accountable=mark, responsible=[petra])
    html = text(client.get(page))
    assert "has 0 open tasks, answers for 6 lines" in html
    assert "More than 5 lines or 12 tasks are too much" in html
    assert html.count("Overloaded") == 7, "in the list above, and beside the name in each of six lines"
    assert queries(client, page) == few
    assert queries(signed_in(alice), page) <= few + 2, "for whom may edit it is said whom a part suits"


def test_the_three_voices_say_who_spoke_how_early_and_who_is_asked(
    signed_in: SignIn, petra: Member, mark: Member, quentin: Member, launch: Launch
) -> None:
    page, room = at("roadmap:launch_briefs", pk=launch.pk), at("roadmap:launch", pk=launch.pk)
    briefs.create(launch=launch, hat="product", text="Why", by=petra)
    days = (launch.date - petra.workspace.today()).days if launch.date else 0
    html = text(signed_in(petra).get(page))
    assert f"{days} days before the launch" in html
    assert "the Marketing and QA briefs are missing" in html
    assert "Asked of Alice and Mark:" in html
    assert "Not yet: Payments 2.0 needs the Marketing brief before it is committed, and 1 more" in text(
        signed_in(petra).get(room)
    )
    for hat, author in (("marketing", mark), ("qa", quentin)):
        briefs.create(launch=launch, hat=hat, text="Who", by=author)
    assert "Commit the launch" in text(signed_in(petra).get(page))
    assert "Commit the launch" not in text(signed_in(mark).get(page))
    assert "Not yet" not in text(signed_in(petra).get(room))


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
