"""Scores: each member for themselves, what they say together, and models of a workspace's own."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.lib.errors import Forbidden
from roadmap.actions import features, scores, scoring_models
from roadmap.models import Feature, Ranking, Score, ScoringModel
from tests.api.contract import JSON, CollectionContract, Reads
from tests.roadmap.spine import kinds, last

RICE = {"reach": 500, "impact": 2, "confidence": 80, "effort": 4}
"""200 by RICE."""

CRITERIA = [{"name": "Fit", "weight": 3}, {"name": "Risk", "direction": "less"}]


@pytest.fixture
def ours(petra: Member) -> ScoringModel:
    """Fit, which counts three times, and risk, of which less is better."""
    return scoring_models.create(by=petra, name="Ours", criteria=CRITERIA)


def ranked(feature: Feature, model: str = "rice") -> tuple[int, float, float] | None:
    """Return voices, mean and spread of a feature."""
    return Ranking.objects.filter(feature=feature, model=model).values_list("voices", "mean", "spread").first()


def test_each_member_scores_alone_and_all_are_heard(refunds: Feature, petra: Member, mark: Member) -> None:
    scores.score(refunds, model="rice", values=RICE, by=petra)
    assert ranked(refunds) == (1, 200, 0)
    scores.score(refunds, model="rice", values=RICE | {"effort": 8}, by=mark)
    assert ranked(refunds) == (2, 150, 50)
    scores.score(refunds, model="rice", values=RICE, by=mark)
    assert ranked(refunds) == (2, 200, 0)
    assert Score.objects.filter(feature=refunds).count() == 2


def test_the_event_says_who_scored_and_not_what(refunds: Feature, mark: Member) -> None:
    scores.score(refunds, model="rice", values=RICE, by=mark)
    scores.score(refunds, model="rice", values=RICE, by=mark)
    assert kinds(refunds) == ["feature.created", "feature.scored"], "the same again is no change"
    assert last("feature.scored").data == {"model": "rice", "model_name": "RICE"}


def test_a_score_is_taken_back(refunds: Feature, petra: Member, mark: Member) -> None:
    for member in (petra, mark):
        scores.score(refunds, model="rice", values=RICE, by=member)
    scores.score(refunds, model="rice", values={}, by=mark)
    assert ranked(refunds) == (1, 200, 0)
    scores.score(refunds, model="rice", values={}, by=petra)
    assert ranked(refunds) is None
    assert kinds(refunds)[-1] == "feature.score_withdrawn"


def test_guests_are_not_asked(refunds: Feature, vera: Member) -> None:
    with pytest.raises(Forbidden):
        scores.score(refunds, model="rice", values=RICE, by=vera)


@pytest.mark.parametrize("key", ["moscow", "00000000-0000-7000-8000-000000000000", ""])
def test_an_unknown_model_is_refused_with_those_that_there_are(refunds: Feature, mark: Member, key: str) -> None:
    with pytest.raises(ValidationError, match="rice, value_effort, wsjf"):
        scores.score(refunds, model=key, values=RICE, by=mark)


def test_product_makes_models_and_nobody_else(ours: ScoringModel, mark: Member) -> None:
    assert [(each["key"], each["weight"], each["direction"]) for each in ours.criteria] == [
        ("fit", 3, "more"),
        ("risk", 1, "less"),
    ]
    for act in (
        lambda: scoring_models.create(by=mark, name="Mine", criteria=CRITERIA),
        lambda: scoring_models.update(ours, by=mark, name="Mine"),
        lambda: scoring_models.delete(ours, by=mark),
        lambda: scoring_models.restore(ours, by=mark),
    ):
        with pytest.raises(Forbidden, match="product hat"):
            act()


@pytest.mark.parametrize(
    ("criteria", "message"),
    [
        ([], "at least one"),
        ([{"name": ""}], "has a name"),
        ([{"name": "Fit", "weight": 0}], "Fit: its weight is a number above 0"),
        ([{"name": "Fit", "weight": float("nan")}], "Fit: its weight"),
        ([{"name": "Fit", "weight": "3"}], "Fit: its weight"),
        ([{"name": "Fit", "direction": "up"}], "“more” or “less”"),
        ([{"name": "Fit"}, {"name": "fit"}], "The name “fit” is there twice"),
    ],
)
def test_criteria_that_make_no_model_are_refused(petra: Member, criteria: Any, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        scoring_models.create(by=petra, name="Ours", criteria=criteria)


def test_other_weights_rank_anew_what_was_said(
    ours: ScoringModel, refunds: Feature, petra: Member, mark: Member
) -> None:
    scores.score(refunds, model=ours.key, values={"fit": 5, "risk": 5}, by=petra)
    scores.score(refunds, model=ours.key, values={"fit": 1, "risk": 5}, by=mark)
    assert ranked(refunds, ours.key) == (2, 2.5, 1.5)
    fit, risk = ours.criteria
    ours = scoring_models.update(ours, criteria=[fit | {"weight": 1, "name": "Strategic fit"}, risk], by=petra)
    assert ranked(refunds, ours.key) == (2, 2, 1), "a criterion with another name keeps its values"


def test_a_new_criterion_waits_for_those_who_scored_without_it(
    ours: ScoringModel, refunds: Feature, petra: Member, mark: Member
) -> None:
    for member in (petra, mark):
        scores.score(refunds, model=ours.key, values={"fit": 5, "risk": 1}, by=member)
    ours = scoring_models.update(ours, criteria=[*ours.criteria, {"name": "Fin"}], by=petra)
    assert ranked(refunds, ours.key) is None
    scores.score(refunds, model=ours.key, values={"fit": 5, "risk": 1, "fin": 5}, by=mark)
    assert ranked(refunds, ours.key) == (1, 5, 0)


def test_what_was_scored_by_a_model_comes_back_with_it(ours: ScoringModel, refunds: Feature, petra: Member) -> None:
    scores.score(refunds, model=ours.key, values={"fit": 5, "risk": 1}, by=petra)
    scoring_models.delete(ours, by=petra)
    assert ranked(refunds, ours.key) is None
    with pytest.raises(ValidationError, match="no scoring model"):
        scores.score(refunds, model=ours.key, values={"fit": 1, "risk": 1}, by=petra)
    scoring_models.restore(ours, by=petra)
    assert ranked(refunds, ours.key) == (1, 5, 0)


class TestScoringModels(CollectionContract):
    """`scoring_models/`."""

    collection = "scoring_models"
    editor = "petra"
    reader = "mark"
    change: ClassVar[dict[str, Any]] = {"name": "Ours, anew"}

    def fields(self, number: int) -> dict[str, Any]:
        return {"name": f"Ours {number}", "criteria": CRITERIA}

    def test_names_the_known_ones_with_their_scales(self) -> None:
        known = self.client.get(self.url("known")).json()["results"]
        assert [each["key"] for each in known] == ["rice", "value_effort", "wsjf"]
        assert known[0]["criteria"][1]["steps"] == [0.25, 0.5, 1, 2, 3]

    def test_refuses_a_criterion_by_its_place(self) -> None:
        answer = self.post({"name": "Ours", "criteria": [{"name": "Fit", "weigth": 1}]})
        assert answer.json()["errors"][0]["pointer"] == "/criteria/0/weigth"


class TestRankings(Reads):
    """`rankings/`: what a program ranks with."""

    collection = "rankings"
    editor = "petra"

    @pytest.fixture(autouse=True)
    def plan(self, refunds: Feature, petra: Member, mark: Member) -> None:
        self.refunds, self.petra, self.mark = refunds, petra, mark

    def make(self, number: int) -> str:
        feature = features.create(by=self.petra, title=f"Feature {number}", product=self.refunds.product)
        for member, effort in ((self.petra, 1), (self.mark, 2 + number)):
            scores.score(feature, model="rice", values=RICE | {"effort": effort}, by=member)
        return str(Ranking.objects.get(feature=feature).pk)

    def test_puts_features_in_order_of_rank(self) -> None:
        made = [self.make(number) for number in (3, 1, 2)]
        answer = self.client.get(self.url(), {"model": "rice", "ordering": "-mean"}).json()["results"]
        assert [row["id"] for row in answer] == [made[1], made[2], made[0]]
        assert answer[2]["agreement"] == "apart"
        assert self.client.get(self.url(), {"model": "wsjf"}).json()["results"] == []

    def test_forgets_a_feature_in_the_bin(self) -> None:
        pk = self.make(1)
        features.delete(Ranking.objects.get(pk=pk).feature, by=self.petra)
        assert pk not in self.ids(self.client)


def test_over_rest_one_sees_the_others_after_having_scored_or_by_choice(
    refunds: Feature, petra: Member, mark: Member, api: Any
) -> None:
    scores.score(refunds, model="rice", values=RICE, by=petra)
    client, url = api(mark), f"/api/v1/harbour/features/{refunds.pk}/scores/"
    hidden = client.get(url).json()["results"][0]
    assert (hidden["is_shown"], hidden["voices"], hidden["mean"], hidden["scores"]) == (False, 1, None, [])
    assert client.get(f"{url}?reveal=true").json()["results"][0]["mean"] == 200
    answer = client.post(url, {"model": "rice", "values": RICE | {"effort": 8}}, content_type=JSON)
    shown = answer.json()["results"][0]
    assert (answer.status_code, shown["mean"], shown["spread"], shown["agreement"]) == (201, 150, 50, "differ")
    assert shown["mine"]["values"] == RICE | {"effort": 8}
    assert [each["total"] for each in shown["scores"]] == [200, 100]


def test_over_rest_bad_values_are_refused_by_their_criterion(
    refunds: Feature, mark: Member, vera: Member, api: Any
) -> None:
    client, url = api(mark), f"/api/v1/harbour/features/{refunds.pk}/scores/"
    answer = client.post(url, {"model": "rice", "values": RICE | {"confidence": 140}}, content_type=JSON)
    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"pointer": "/values/confidence", "detail": "Confidence: write a number from 0 to 100."}
    ]
    unknown = client.post(url, {"model": "moscow", "values": RICE}, content_type=JSON)
    assert unknown.json()["errors"][0]["pointer"] == "/model"
    assert client.get(f"{url}?reveal=maybe").json()["errors"][0]["parameter"] == "reveal"
    assert api(vera).get(url).status_code == 403
