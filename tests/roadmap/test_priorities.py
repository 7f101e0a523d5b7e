"""The page of priorities: scored in its rows, hidden until one has scored, parted by a line."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.lib.errors import Forbidden
from launchhub.web.bubbles import HEIGHT, WIDTH, Point, bubbles
from roadmap.actions import features, priorities, scores
from roadmap.models import Feature, Product, Score, ScoringModel
from tests.cast import browser
from tests.roadmap.pages import HTMX, at, queries, text
from tests.roadmap.spine import kinds

PAGE = at("roadmap:priorities")
RICE = {"reach": 500, "impact": 2, "confidence": 80, "effort": 4}


@pytest.fixture
def plan(petra: Member, mark: Member, product: Product) -> dict[str, Feature]:
    """Four features; Petra scored three by RICE (in this order), Mark one, and nobody the last."""
    states = {"Refunds": "building", "Split bills": "idea", "Gift cards": "planned", "Tips": "idea"}
    made = {
        title: features.create(by=petra, title=title, product=product, status=status)
        for title, status in states.items()
    }
    for effort, title in enumerate(list(made)[:3], 1):
        scores.score(made[title], model="rice", values=RICE | {"effort": effort}, by=petra)
    scores.score(made["Gift cards"], model="rice", values=RICE | {"effort": 9}, by=mark)
    return made


def order(page: str, *titles: str) -> list[str]:
    """Return the titles in the order in which their rows stand."""
    return sorted(
        (title for title in titles if f"<bdi>{title}</bdi>" in page), key=lambda each: page.index(f"<bdi>{each}")
    )


def shown(member: Member, query: str = "") -> str:
    """Return the page as the member sees it."""
    response = browser(member).get(PAGE + query)
    assert response.status_code == 200, response.content
    return text(response)


def test_what_one_has_not_scored_waits_and_tells_nothing_of_the_others(
    plan: dict[str, Feature], mark: Member, petra: Member
) -> None:
    page = shown(mark)
    assert order(page, *plan) == ["Gift cards", "Refunds", "Split bills", "Tips"], "the one he scored, then by position"
    assert "Waiting for your score" in page
    assert page.count("Score it to see") == 2
    assert ">800<" not in page, "Petra's score of refunds"
    assert "Nobody yet" in page
    assert order(shown(petra), *plan)[-1] == "Tips"


def test_of_many_that_wait_the_first_are_shown_and_not_all_counted(
    plan: dict[str, Feature], mark: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "3 features" in shown(mark)
    monkeypatch.setattr("roadmap.priorities.WAITING", 2)
    for module in ("roadmap.priorities", "roadmap.views.priorities"):
        monkeypatch.setattr(f"{module}.COUNTED", 2)
    page = shown(mark)
    assert order(page, *plan) == ["Gift cards", "Refunds", "Split bills"]
    assert "more than 2 features, the first 2" in page


def test_one_may_choose_to_see_all(plan: dict[str, Feature], mark: Member) -> None:
    page = shown(mark, "?all=yes")
    assert order(page, *plan) == ["Refunds", "Split bills", "Gift cards", "Tips"]
    assert ">800<" in page
    assert "Far apart" in page
    assert "Nobody has scored these" in page
    assert "Draw the line" not in page, "that is for who edits the roadmap"


def test_filters_and_search_narrow_it_as_everywhere(plan: dict[str, Feature], petra: Member) -> None:
    assert order(shown(petra, "?q=bills"), *plan) == ["Split bills"]
    assert order(shown(petra, "?status=planned"), *plan) == ["Gift cards"]
    features.transition(plan["Refunds"], to="done", by=petra)
    assert "Refunds" not in order(shown(petra), *plan)
    assert "No feature matches" in shown(petra, "?q=nothing")


def test_an_empty_page_says_what_will_stand_there(petra: Member, mark: Member) -> None:
    assert "Nothing to put in order yet" in shown(petra)
    assert "features/new/" not in shown(mark)


def test_a_row_saves_a_score_and_shows_what_the_others_say(plan: dict[str, Feature], mark: Member) -> None:
    client, url = browser(mark), at("roadmap:feature_score", pk=plan["Refunds"].pk, model="rice")
    sent = {"rank": "", "reach": "500", "impact": "2", "confidence": "80", "effort": "2"}
    answer = client.post(url, sent, headers=HTMX)
    row = text(answer)
    assert (answer.status_code, row.lstrip().startswith("<tr")) == (200, True)
    assert ">400</output>" in row
    assert ">600<" in row, "the mean of 800 and 400"
    assert "Differ" in row
    assert Score.objects.get(member=mark, feature=plan["Refunds"]).total == 400


@pytest.mark.parametrize("value", ["140", "much", "NaN", ""])
def test_a_bad_number_is_refused_in_its_row_and_stays_as_typed(
    plan: dict[str, Feature], mark: Member, value: str
) -> None:
    client, url = browser(mark), at("roadmap:feature_score", pk=plan["Refunds"].pk, model="rice")
    answer = client.post(
        url, {"rank": "1", "reach": "500", "impact": "2", "confidence": value, "effort": "2"}, headers=HTMX
    )
    row = text(answer)
    assert (answer.status_code, 'aria-invalid="true"' in row, f'value="{value}"' in row) == (422, True, True)
    assert "from 0 to 100" in row or "Enter a number" in row
    assert not Score.objects.filter(member=mark, feature=plan["Refunds"]).exists()


def test_without_script_a_score_is_a_form_of_its_own(plan: dict[str, Feature], mark: Member, mallory: Member) -> None:
    client, url = browser(mark), at("roadmap:feature_score", pk=plan["Tips"].pk, model="value_effort")
    assert "10 is the most, from 1 to 10" in text(client.get(url))
    assert client.post(url, {"value": "9", "effort": "3"}).status_code == 302
    assert Score.objects.get(member=mark, model="value_effort").total == 3
    client.post(url, {"value": "", "effort": ""})
    assert not Score.objects.filter(member=mark, model="value_effort").exists()
    assert client.get(url.replace("value_effort", "moscow")).status_code == 404
    assert browser(mallory).get(url).status_code == 404


def test_the_panel_of_a_feature_shows_what_one_says_by_each_model(
    plan: dict[str, Feature], mark: Member, vera: Member, mallory: Member
) -> None:
    url = at("roadmap:feature_scores", pk=plan["Refunds"].pk)
    client = browser(mark)
    before = text(client.get(url))
    assert ("RICE" in before, "score it to see" in before) == (True, True)
    scores.score(plan["Refunds"], model="rice", values=RICE, by=mark)
    after = text(client.get(url))
    assert "yours " in after
    assert "Change your score by RICE" in after
    assert [browser(each).get(url).status_code for each in (vera, mallory)] == [404, 404]


def test_the_line_parts_what_would_change_and_shows_it_before(plan: dict[str, Feature], petra: Member) -> None:
    client = browser(petra)
    assert 'aria-valuenow="2"' in shown(petra, "?all=yes"), "two are on the roadmap already"
    promotion = text(client.get(f"{at('roadmap:promotions')}?line=2"))
    assert "Split bills (idea)" in promotion
    assert "Refunds" not in promotion, "it is being built"
    parking = text(client.get(f"{at('roadmap:parkings')}?line=1"))
    assert "Split bills (idea)" in parking
    assert "Gift cards (planned)" in parking
    assert "Tips" not in parking, "nobody has scored it"
    assert "Nothing would change" in text(client.get(f"{at('roadmap:promotions')}?line=0"))


def test_petra_promotes_what_is_above_and_parks_what_is_below(plan: dict[str, Feature], petra: Member) -> None:
    client, split, gift = browser(petra), plan["Split bills"], plan["Gift cards"]
    client.post(f"{at('roadmap:promotions')}?line=2", {"features": [split.pk]})
    without = client.post(f"{at('roadmap:parkings')}?line=2", {"features": [gift.pk], "reason": ""})
    assert without.status_code == 422
    client.post(f"{at('roadmap:parkings')}?line=2", {"features": [gift.pk], "reason": "Not this year"})
    states = {each.title: (each.status, each.reason) for each in Feature.objects.all()}
    assert states["Split bills"] == ("planned", "")
    assert states["Gift cards"] == ("parked", "Not this year")
    assert kinds(split)[-1] == kinds(gift)[-1] == "feature.status_changed"


def test_a_decision_is_made_for_all_or_for_none(plan: dict[str, Feature], petra: Member, mark: Member) -> None:
    split, tips = plan["Split bills"], plan["Tips"]
    features.transition(tips, to="building", by=petra)
    with pytest.raises(ValidationError, match="“Tips” is building by now"):
        priorities.promote([split, tips], by=petra)
    split.refresh_from_db()
    assert split.status == "idea"
    for act in (lambda: priorities.promote([split], by=mark), lambda: priorities.park([split], reason="No", by=mark)):
        with pytest.raises(Forbidden):
            act()


def test_guests_are_not_asked(plan: dict[str, Feature], vera: Member, mallory: Member) -> None:
    assert browser(vera).get(PAGE).status_code == 403
    assert "Priorities" not in text(browser(vera).get(at("roadmap:board")))
    assert browser(mallory).get(PAGE).status_code == 404


def test_petra_makes_a_model_of_her_own(plan: dict[str, Feature], petra: Member) -> None:
    client, form = browser(petra), {"name": "Ours", "criterion_1": "Fit", "weight_1": "3", "direction_1": "more"}
    blank = {f"direction_{number}": "more" for number in range(2, 7)}
    assert client.post(at("roadmap:scoring_model_new"), form | blank).status_code == 302
    made = ScoringModel.objects.get()
    assert "Fit" in shown(petra, f"?model={made.key}")
    refused = client.post(at("roadmap:scoring_model_edit", pk=made.pk), form | blank | {"weight_1": "0", "version": 1})
    assert (refused.status_code, "Fit: its weight is a number above 0" in text(refused)) == (422, True)
    renamed = form | blank | {"criterion_1": "Strategic fit", "key_1": "fit", "version": 1}
    client.post(at("roadmap:scoring_model_edit", pk=made.pk), renamed)
    made.refresh_from_db()
    assert [(each["key"], each["name"]) for each in made.criteria] == [("fit", "Strategic fit")]
    client.post(at("roadmap:scoring_model_delete", pk=made.pk))
    assert "RICE: reach" in shown(petra, f"?model={made.key}"), "a model that is gone leads to the first"


def test_the_chart_has_a_link_for_each_that_opens_it(plan: dict[str, Feature], petra: Member) -> None:
    scores.score(plan["Tips"], model="value_effort", values={"value": 9, "effort": 2}, by=petra)
    page = shown(petra, "?model=value_effort")
    assert "<title>Tips: value 9, effort 2, 1 voice</title>" in page
    assert page.count("<circle cx=") >= 1
    assert "Quick wins" not in shown(petra)


def test_bubbles_cover_neither_each_other_nor_each_others_names() -> None:
    drawn = bubbles(
        [Point("A very long name of a feature " * 2, "/", 5, 5, 1 + n % 3, str(n)) for n in range(40)], 1, 10
    )
    for one in drawn:
        assert one.r <= one.cx <= WIDTH - one.r
        assert one.r <= one.cy <= HEIGHT - one.r
        assert len(one.text) <= 24
    for one, other in ((one, other) for one in drawn for other in drawn if one is not other):
        assert (one.cx - other.cx) ** 2 + (one.cy - other.cy) ** 2 >= (one.r + other.r - 0.2) ** 2


@pytest.mark.parametrize("query", ["", "?all=yes&model=value_effort"])
def test_takes_as_many_queries_for_many_features_as_for_one(
    product: Product, petra: Member, mark: Member, query: str
) -> None:
    client: Any = browser(petra)

    def add(number: int) -> None:
        made = features.create(by=petra, title=f"Feature {number}", product=product)
        for member in (petra, mark):
            scores.score(made, model="rice", values=RICE, by=member)
            scores.score(made, model="value_effort", values={"value": 5, "effort": 5}, by=member)
        features.create(by=petra, title=f"Waiting {number}", product=product)

    add(0)
    one = queries(client, PAGE + query)
    for number in range(1, 4):
        add(number)
    assert queries(client, PAGE + query) == one
