"""The pure rules of scoring: the formulas of each model, the scales, and what several voices say together."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from roadmap.scoring import HIGH, KNOWN, LOW, RICE, VALUE_EFFORT, WSJF, Criterion, Model, agreement, together, weighted

FIT = {"key": "fit", "name": "Strategic fit", "weight": 3, "direction": "more"}
RISK = {"key": "risk", "name": "Risk", "weight": 1, "direction": "less"}
OURS = weighted("ours", "Ours", [FIT, RISK])


def numbers(criterion: Criterion) -> st.SearchStrategy[float]:
    """Return numbers of the criterion's scale."""
    return st.sampled_from(criterion.steps) if criterion.steps else st.floats(criterion.low, criterion.high)


def values(model: Model) -> st.SearchStrategy[dict[str, float]]:
    """Return what a model takes."""
    return st.fixed_dictionaries({each.key: numbers(each) for each in model.criteria})


@pytest.mark.parametrize(
    ("model", "given_values", "score"),
    [
        (RICE, {"reach": 500, "impact": 3, "confidence": 80, "effort": 2}, 600),
        (RICE, {"reach": 0, "impact": 3, "confidence": 80, "effort": 2}, 0),
        (VALUE_EFFORT, {"value": 9, "effort": 2}, 4.5),
        (WSJF, {"business_value": 8, "time_criticality": 5, "risk_opportunity": 3, "job_size": 2}, 8),
        (OURS, {"fit": 5, "risk": 1}, 5),
        (OURS, {"fit": 1, "risk": 5}, 1),
        (OURS, {"fit": 4, "risk": 2}, 4),
    ],
)
def test_each_formula_gives_what_its_source_says(model: Model, given_values: dict[str, float], score: float) -> None:
    assert model.total(model.check(given_values)) == pytest.approx(score)


@pytest.mark.parametrize("model", [*KNOWN.values(), OURS], ids=lambda model: model.key)
@given(data=st.data())
def test_better_in_one_criterion_is_never_worse_in_all(model: Model, data: st.DataObject) -> None:
    one = data.draw(values(model))
    changed = data.draw(st.sampled_from(model.criteria))
    other = data.draw(numbers(changed))
    assume(changed.toward_good(other) >= changed.toward_good(one[changed.key]))
    better, total = model.total({**one, changed.key: other}), model.total(one)
    assert better is not None
    assert total is not None
    assert better >= total or better == pytest.approx(total)


@given(values(OURS))
def test_weighted_criteria_stay_on_their_scale(given_values: dict[str, float]) -> None:
    total = OURS.total(given_values)
    assert total is not None
    assert LOW - 1e-9 <= total <= HIGH + 1e-9


@pytest.mark.parametrize("wrong", [nan, inf, -1, 1e10, "5", None, True, [1]])
def test_a_bad_value_is_refused_by_the_name_of_the_criterion_with_its_scale(wrong: Any) -> None:
    with pytest.raises(ValidationError) as caught:
        RICE.check({"reach": wrong, "impact": 1, "confidence": 50, "effort": 1})
    assert caught.value.message_dict == {"reach": ["Reach: write a number from 0 to 1,000,000,000."]}


def test_what_is_missing_unknown_or_between_the_steps_is_refused_too() -> None:
    with pytest.raises(ValidationError) as caught:
        RICE.check({"reach": 1, "impact": 0.7, "confidence": 50, "efort": 1})
    assert caught.value.message_dict == {
        "impact": ["Impact: choose 0.25, 0.5, 1, 2 or 3."],
        "effort": ["Effort: write a number from 0.1 to 1,000."],
        "efort": ["“efort” is no criterion of RICE: use reach, impact, confidence, effort."],
    }


def test_a_score_without_a_value_that_the_model_asks_for_has_no_total() -> None:
    assert OURS.total({"fit": 3}) is None


@given(st.lists(st.floats(0, 1e13), min_size=1, max_size=20))
def test_the_mean_lies_among_the_voices_and_the_spread_within_half_their_range(totals: list[float]) -> None:
    said = together(totals)
    assert said is not None
    assert said.voices == len(totals)
    assert min(totals) <= said.mean <= max(totals)
    assert 0 <= said.spread <= (max(totals) - min(totals)) / 2 * (1 + 1e-9)
    assert said == together(sorted(totals)) or said.mean == pytest.approx(together(sorted(totals)).mean)  # type: ignore[union-attr]


@given(st.floats(0, 1e13), st.integers(2, 10))
def test_who_say_the_same_do_not_disagree(total: float, voices: int) -> None:
    said = together([total] * voices)
    assert said is not None
    assert (said.mean, said.spread, said.agreement) == (total, 0, "agree")


def test_nobody_says_nothing() -> None:
    assert together([]) is None


@pytest.mark.parametrize(
    ("totals", "word"),
    [([7], "alone"), ([10, 11], "agree"), ([10, 15], "differ"), ([1, 10], "apart"), ([0, 0], "agree")],
)
@pytest.mark.parametrize("unit", [1, 1000])
def test_the_word_for_disagreement_does_not_hang_on_the_unit(totals: list[float], word: str, unit: int) -> None:
    said = together([unit * each for each in totals])
    assert said is not None
    assert said.agreement == agreement(*said) == word
