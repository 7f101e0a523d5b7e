"""An asset is stale when what it shows or says is no longer so."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from messaging.staleness import DepictedFeature, MadeAgainst, Present, staleness

MAY, JUNE, JULY = date(2027, 5, 14), date(2027, 6, 14), date(2027, 7, 14)
MADE = MadeAgainst(features={1: 3}, claims={7: "Pay in one tap"}, launch_date=MAY)
PRESENT = Present(
    features={1: DepictedFeature("the checkout screen", 3)}, claims={7: "Pay in one tap"}, launch_date=MAY
)


def test_an_asset_that_shows_what_is_there_is_not_stale() -> None:
    assert staleness(MADE, PRESENT) == []


def test_a_new_look_of_a_depicted_feature_makes_it_stale() -> None:
    now = replace(PRESENT, features={1: DepictedFeature("the checkout screen", 5)})
    assert staleness(MADE, now) == ["shows the checkout screen as it was: revision 3, now 5"]


def test_a_feature_that_is_gone_makes_it_stale() -> None:
    assert staleness(MADE, replace(PRESENT, features={})) == ["shows a feature that no longer exists"]


def test_a_new_wording_of_a_claim_makes_it_stale() -> None:
    now = replace(PRESENT, claims={7: "Pay in two taps"})
    assert staleness(MADE, now) == ["says “Pay in one tap”, now “Pay in two taps”"]


def test_a_claim_that_is_gone_makes_it_stale() -> None:
    assert staleness(MADE, replace(PRESENT, claims={})) == ["makes a claim that no longer exists: “Pay in one tap”"]


def test_a_long_claim_is_quoted_in_short() -> None:
    [reason] = staleness(MADE, replace(PRESENT, claims={7: "pay " * 500}))
    assert reason.endswith("pay…”")
    assert len(reason) < 200


def test_another_launch_date_makes_it_stale_when_it_prints_one() -> None:
    assert staleness(MADE, replace(PRESENT, launch_date=JUNE)) == [
        "prints the launch date 14 May 2027, now 14 June 2027"
    ]
    assert staleness(replace(MADE, launch_date=None), replace(PRESENT, launch_date=JUNE)) == []


def test_a_launch_without_a_date_makes_it_stale() -> None:
    now = replace(PRESENT, launch_date=None)
    assert staleness(MADE, now) == ["prints the launch date 14 May 2027, and there is none now"]


def test_a_date_is_compared_as_exactly_as_it_is_printed() -> None:
    quarter = replace(MADE, precision="quarter")
    assert staleness(quarter, replace(PRESENT, launch_date=JUNE)) == []
    later = replace(PRESENT, launch_date=JULY, precision="month")
    assert staleness(quarter, later) == ["prints the launch date Q2 2027, now July 2027"]


def test_what_the_version_does_not_show_or_say_is_left_alone() -> None:
    now = replace(
        PRESENT, features={**PRESENT.features, 2: DepictedFeature("Refunds", 9)}, claims={**PRESENT.claims, 8: "Safer"}
    )
    assert staleness(MADE, now) == []


def test_every_reason_is_given() -> None:
    now = Present(features={}, claims={7: "Pay in two taps"}, launch_date=JULY)
    assert [reason.split()[0] for reason in staleness(MADE, now)] == ["shows", "says", "prints"]


revisions = st.dictionaries(st.integers(1, 5), st.integers(1, 9))
texts = st.dictionaries(st.integers(1, 5), st.text(max_size=5))
precisions = st.sampled_from(["day", "week", "month", "quarter"])


@given(revisions, texts, st.none() | st.dates(date(1970, 1, 1), date(2200, 12, 31)), precisions)
def test_a_version_is_never_stale_against_what_it_was_made_from(
    features: dict[int, int], claims: dict[int, str], launch_date: date | None, precision: str
) -> None:
    now = {id: DepictedFeature("Screen", revision) for id, revision in features.items()}
    made = MadeAgainst(features, claims, launch_date, precision)
    assert staleness(made, Present(now, claims, launch_date, precision)) == []


@pytest.mark.parametrize("precision", ["day", "week", "month", "quarter"])
def test_a_move_by_a_year_is_seen_at_every_precision(precision: str) -> None:
    made = replace(MADE, precision=precision)
    assert len(staleness(made, replace(PRESENT, launch_date=MAY.replace(year=2028)))) == 1
