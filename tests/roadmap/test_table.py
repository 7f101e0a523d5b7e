"""The table: which rows and columns one sees, in which order, and the same as a file."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest
import tablib

from launchhub.accounts.models import Member
from roadmap.actions import features, goals
from roadmap.models import Feature, Launch, Product
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text

TITLE = re.compile(r'<th scope="row"><a [^>]*>([^<]*)')
HEADING = re.compile(r'<th scope="col" class="of-(\w+)"')


@pytest.fixture
def plan(petra: Member, product: Product, refunds: Feature) -> list[Feature]:
    """Refunds, which is being built, Tips, an idea for later, and Cards, without anything."""
    tips = features.create(by=petra, title="Tips", product=product, target=dt.date(2027, 8, 1), labels=["till", "fun"])
    return [refunds, tips, features.create(by=petra, title="Cards", product=product)]


def test_everyone_sees_each_feature_with_its_columns(signed_in: SignIn, mark: Member, plan: list[Feature]) -> None:
    html = text(signed_in(mark).get(at("roadmap:table")))
    assert TITLE.findall(html) == ["Refunds", "Tips", "Cards"]
    assert HEADING.findall(html) == ["title", "product", "status", "owner", "start", "target", "launch", "labels"]
    for shown in ("Payments", "Building", "Petra", "7 May 2027", "Payments 2.0", "till, fun"):
        assert shown in html
    assert "New feature" not in html


def test_a_table_of_many_pages_is_not_counted_to_its_end(
    signed_in: SignIn, petra: Member, plan: list[Feature], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roadmap.views.table.AT_MOST", 2)
    client = signed_in(petra)
    first, last, beyond = (text(client.get(at("roadmap:table"), {"page": page})) for page in ("", "2", "9"))
    assert "1 to 2 of more than 2" in first
    assert "3 to 3 of 3" in last
    assert "3 to 3 of 3" in beyond
    assert (TITLE.findall(first), TITLE.findall(last)) == (["Refunds", "Tips"], ["Cards"])


def test_columns_are_chosen_and_put_in_order(signed_in: SignIn, petra: Member, plan: list[Feature]) -> None:
    html = text(signed_in(petra).get(at("roadmap:table"), {"column": ["target", "owner", "none"]}))
    assert HEADING.findall(html) == ["title", "target", "owner"]
    assert "?column=owner&amp;column=target" in html  # moves a column to the left
    assert "?column=target&amp;column=owner&amp;column=labels" in html  # shows one more


def test_more_columns_are_there_for_who_wants_them_and_in_the_whole_file(
    signed_in: SignIn, petra: Member, vera: Member, plan: list[Feature]
) -> None:
    refunds, tips, cards = plan
    features.update(tips, by=petra, parent=refunds, external_url="https://example.com/tips")
    features.update(cards, by=petra, parent=refunds)
    for title in ("More tips", "Fewer queues"):
        goals.create(by=petra, title=title, metric="Tips", target=1, features=[tips])
    client, more = signed_in(petra), {"column": ["external_url", "parent", "goals"]}
    html = text(client.get(at("roadmap:table"), more))
    assert HEADING.findall(html) == ["title", "external_url", "parent", "goals"]
    row = html.split(f'id="row-{tips.pk}"')[1].split("</tr>")[0]
    assert re.findall(r"<td>([^<]*)</td>", row) == ["https://example.com/tips", "Refunds", "Fewer queues, More tips"]
    assert 'data-read="parent goals"' in html
    changed_for_many = html.split('id="many"')[1].split("</select>")[0]
    assert ("external_url" in changed_for_many, "parent" in changed_for_many) == (True, False)
    by_parent = text(client.get(at("roadmap:table"), {"group": "parent", "sort": "goals"}))
    assert re.findall(r"rowgroup[^>]*><bdi>([^<]*)", by_parent) == ["Refunds", "Part of nothing"]
    whole = client.get(at("roadmap:table_file"), {"q": "tips"}).content.decode("utf-8-sig").splitlines()
    assert whole[0].endswith("Labels,Link,Part of,Goals")
    assert whole[1].endswith('https://example.com/tips,Refunds,"Fewer queues, More tips"')
    share(tips, vera)
    assert "Refunds" not in text(signed_in(vera).get(at("roadmap:table"), more)).split('id="table"')[1]
    features.delete(refunds, by=petra)
    assert ">Refunds<" not in text(client.get(at("roadmap:table"), more))


def test_sorted_by_several_with_what_is_missing_last(signed_in: SignIn, petra: Member, plan: list[Feature]) -> None:
    def titles(*sort: str) -> list[str]:
        return TITLE.findall(text(signed_in(petra).get(at("roadmap:table"), {"sort": sort})))

    assert titles("-target") == ["Tips", "Refunds", "Cards"]
    assert titles("target") == ["Refunds", "Tips", "Cards"]
    assert titles("status", "title") == ["Cards", "Tips", "Refunds"]
    assert titles("status", "-title", "no such", "-status") == ["Tips", "Cards", "Refunds"]


def test_grouped_with_a_heading_and_a_count(signed_in: SignIn, petra: Member, plan: list[Feature]) -> None:
    html = text(signed_in(petra).get(at("roadmap:table"), {"group": "launch"}))
    assert re.findall(r'rowgroup"[^>]*><bdi>([^<]*)</bdi> <span class="muted num">(\d)', html) == [
        ("Payments 2.0", "1"),
        ("No launch", "2"),
    ]


def test_an_empty_table_says_why(signed_in: SignIn, petra: Member, product: Product) -> None:
    client = signed_in(petra)
    assert "No features yet" in text(client.get(at("roadmap:table")))
    assert "No feature matches" in text(client.get(at("roadmap:table"), {"q": "nothing"}))


def test_a_guest_sees_what_is_shared_without_the_launch_that_is_not(
    signed_in: SignIn, vera: Member, plan: list[Feature]
) -> None:
    share(plan[0], vera)
    client = signed_in(vera)
    for name in ("table", "table_file"):
        html = text(client.get(at(f"roadmap:{name}"), {"group": "launch"}))
        assert "Refunds" in html
        assert "Tips" not in html
        assert "Payments 2.0" not in html


def test_another_workspace_finds_nothing(signed_in: SignIn, mallory: Member, plan: list[Feature]) -> None:
    client = signed_in(mallory)
    for name in ("table", "table_file"):
        assert client.get(at(f"roadmap:{name}")).status_code == 404
        assert "Refunds" not in text(client.get(at(f"roadmap:{name}", workspace="rival")))


@pytest.mark.parametrize("group", ["", "owner", "parent&column=goals"])
def test_takes_as_many_queries_for_many_rows_as_for_one(
    signed_in: SignIn, petra: Member, product: Product, refunds: Feature, group: str
) -> None:
    client, address = signed_in(petra), at("roadmap:table") + f"?group={group}"
    one = queries(client, address)
    for count in (2, 57):
        for number in range(count):
            features.create(by=petra, title=f"F{number}", product=product)
        assert queries(client, address) == one
    assert text(client.get(address)).count('<tbody class="chunk">') == 2 + (group == "owner")


def test_the_file_has_what_is_filtered_as_it_is_shown(
    signed_in: SignIn, petra: Member, launch: Launch, plan: list[Feature]
) -> None:
    asked = {"as": "csv", "sort": "-title", "column": ["target", "labels"], "q": "s"}
    response = signed_in(petra).get(at("roadmap:table_file"), asked)
    assert response.headers["Content-Disposition"].startswith('attachment; filename="roadmap-')
    assert response.content.decode("utf-8-sig").splitlines() == [
        "Title,Target,Labels", 'Tips,2027-08-01,"till, fun"', "Refunds,2027-05-07,", "Cards,,",
    ]  # fmt: skip
    book = tablib.Dataset().load(signed_in(petra).get(at("roadmap:table_file"), asked | {"as": "xlsx"}).content, "xlsx")
    assert (book["Title"], f"{book['Target'][0]:%Y-%m-%d}") == (["Tips", "Refunds", "Cards"], "2027-08-01")
    assert signed_in(petra).get(at("roadmap:table_file"), {"as": "exe"}).status_code == 404


@pytest.mark.parametrize("title", ['=HYPERLINK("http://evil.example")', "+1", "-1", "@SUM(A1)"])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_a_file_is_a_formula(
    signed_in: SignIn, petra: Member, product: Product, title: str, kind: str
) -> None:
    features.create(by=petra, title=title, product=product)
    content = signed_in(petra).get(at("roadmap:table_file"), {"as": kind}).content
    data = content if kind == "xlsx" else content.decode("utf-8-sig")
    assert tablib.Dataset().load(data, kind)["Title"] == [f"'{title}"]


@pytest.mark.parametrize("group", ["", "product"])
def test_a_long_table_comes_in_pieces_that_ask_for_the_next(
    signed_in: SignIn, petra: Member, product: Product, group: str
) -> None:
    titles = [f"F{number:03}" for number in range(260)]
    made = {"workspace": petra.workspace, "product": product}
    Feature.objects.bulk_create(Feature(title=title, position=at, **made) for at, title in enumerate(titles))
    client, address = signed_in(petra), at("roadmap:table")
    html = text(client.get(address, {"group": group, "sort": "title"}))
    assert TITLE.findall(html) == titles[:200]
    [following] = re.findall(r'hx-get="([^"]*)" hx-trigger="load"', html)
    rest = text(client.get(address + unescape(following), headers=HTMX))
    assert (TITLE.findall(rest), "rowgroup" in rest) == (titles[200:], False)
    assert 'hx-trigger="load"' not in rest
    [whole] = re.findall(r'<a href="([^"]*)">More rows follow', html)
    assert TITLE.findall(text(client.get(address + unescape(whole)))) == titles
    assert TITLE.findall(text(client.get(address, {"loaded": "-1", "after": "many"}, headers=HTMX))) == titles[:200]
