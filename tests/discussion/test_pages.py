"""The discussion as a fragment of other pages, and as a page."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest

from launchhub.accounts.models import Member
from launchhub.discussion.actions import comments
from launchhub.discussion.models import Comment
from launchhub.web.links import page_of
from qa.actions import gates
from roadmap.actions import decisions, goals, insights, milestones, tasks
from roadmap.models import Feature, Launch
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text


def address(feature: Feature, workspace: str = "harbour") -> str:
    return at("discussion:index", workspace=workspace, noun="feature", pk=feature.pk)


class Prose(HTMLParser):
    """What stands in the first `<div class="prose">`: its tags, their attributes, where links lead, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.links: list[str] = []
        self.text = ""
        self.feed(html.partition('<div class="prose">')[2].partition("</div>")[0])

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_data(self, data: str) -> None:
        self.text += data.strip()


def say(by: Member, feature: Feature, body: str = "Hm") -> Comment:
    return comments.create(by=by, noun="feature", target_id=feature.pk, body=body)


def test_a_comment_is_written_and_read(signed_in: SignIn, mark: Member, petra: Member, refunds: Feature) -> None:
    assert "Nobody has said anything yet" in text(signed_in(petra).get(address(refunds)))
    sent = signed_in(mark).post(address(refunds), {"body": "**Which** currencies?"}, headers=HTMX)
    assert "<strong>Which</strong> currencies?" in text(sent)
    assert "<html" not in text(sent)
    html = text(signed_in(petra).get(address(refunds)))
    assert "<strong>Which</strong> currencies?" in html
    assert "Edit this comment" not in html


def test_each_page_has_the_discussion_and_the_files_of_its_object(
    signed_in: SignIn, petra: Member, quentin: Member, launch: Launch, refunds: Feature
) -> None:
    made = [
        launch,
        refunds,
        refunds.product,
        goals.create(by=petra, title="Fewer", metric="Carts", target=40),
        tasks.create(by=petra, launch=launch, title="Call", hat="sales"),
        milestones.create(by=petra, launch=launch, name="Freeze"),
        decisions.create(by=petra, launch=launch, decision="go"),
        insights.create(by=petra, body="Slow"),
        gates.create(by=quentin, launch=launch, name="Load"),
    ]
    client = signed_in(petra)
    for obj in made:
        page = text(client.get(page_of("harbour", obj.noun, obj.pk)))
        for name in ("discussion:index", "discussion:attachments"):
            there = at(name, noun=obj.noun, pk=obj.pk)
            assert f'hx-get="{there}"' in page, obj.noun
            assert client.get(there, headers=HTMX).status_code == 200


def test_without_javascript_it_is_a_page(signed_in: SignIn, mark: Member, refunds: Feature) -> None:
    client = signed_in(mark)
    assert client.post(address(refunds), {"body": "Hm"}).headers["Location"] == address(refunds)
    preview = client.post(at("discussion:preview", field="body"), {"body": "*soon*"})
    assert "<em>soon</em>" in text(preview)


def test_what_is_refused_comes_back_as_it_was_typed(signed_in: SignIn, mark: Member, refunds: Feature) -> None:
    sent = signed_in(mark).post(address(refunds), {"body": "x" * 20_001}, headers=HTMX)
    assert sent.status_code == 422
    assert "x" * 20_001 in text(sent)
    assert not Comment.objects.exists()


def test_others_find_nothing(signed_in: SignIn, client: Any, vera: Member, mallory: Member, refunds: Feature) -> None:
    assert client.get(address(refunds)).headers["Location"].startswith("/accounts/login/")
    for member, workspace in ((vera, "harbour"), (mallory, "harbour"), (mallory, "rival")):
        for method in ("get", "post"):
            answer = getattr(signed_in(member), method)(address(refunds, workspace), {"body": "Hm"})
            assert answer.status_code == 404
    assert not Comment.objects.exists()


def test_a_guest_talks_about_what_is_shared_with_them(signed_in: SignIn, vera: Member, refunds: Feature) -> None:
    share(refunds, vera)
    assert "Hello" in text(signed_in(vera).post(address(refunds), {"body": "Hello"}, headers=HTMX))


def test_only_the_author_edits(signed_in: SignIn, mark: Member, petra: Member, refunds: Feature) -> None:
    comment = say(mark, refunds)
    edit = at("discussion:edit", pk=comment.pk)
    assert signed_in(petra).get(edit).status_code == 403
    stale = {"body": "Mine", "version": 1}
    assert signed_in(mark).post(edit, stale, headers=HTMX).status_code == 204
    answer = signed_in(mark).post(edit, stale | {"body": "No, mine"}, headers=HTMX)
    assert answer.status_code == 422
    assert "Meanwhile saved: “Mine”" in text(answer)
    assert signed_in(petra).post(at("discussion:delete", pk=comment.pk)).status_code == 403
    assert signed_in(mark).post(at("discussion:delete", pk=comment.pk), headers=HTMX).status_code == 204
    assert "Mine" not in text(signed_in(mark).get(address(refunds)))


@pytest.mark.parametrize(
    "body",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><a xlink:href=javascript:alert(1)>x</a></svg>",
        "[press](javascript:alert(1))",
        "[press](data:text/html;base64,PHNjcmlwdD4=)",
        "a picture ![x](https://spy.example/x.png)",
        '<a href="https://evil.example" style="position:fixed" hx-get="/x">press</a>',
    ],
)
def test_what_people_write_never_runs(signed_in: SignIn, mark: Member, refunds: Feature, body: str) -> None:
    client = signed_in(mark)
    say(mark, refunds, body)
    shown = Prose(text(client.get(address(refunds), headers=HTMX)))
    preview = Prose(text(client.post(at("discussion:preview", field="body"), {"body": body}, headers=HTMX)))
    for prose in (shown, preview):
        assert prose.text
        assert prose.tags <= {"p", "a"}
        assert prose.attributes <= {"href", "rel"}
        assert all(href.startswith("https://") for href in prose.links)


@pytest.mark.parametrize("count", [3, 30])
def test_many_comments_cost_what_one_does(
    signed_in: SignIn, petra: Member, mark: Member, refunds: Feature, count: int
) -> None:
    client = signed_in(petra)
    say(mark, refunds)
    one = queries(client, address(refunds))
    for _ in range(count - 1):
        say(mark, refunds)
    assert queries(client, address(refunds)) == one
