"""The confidence in a date: more doubt never raises it, silence lowers it, and every level has its reasons."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.confidence import HIGH, MEDIUM, Confidence, Facts, confidence

LEVELS = ("low", "medium", "high")
names = st.lists(st.sampled_from(("Alice", "Mark", "Petra", "Quentin")), max_size=6).map(tuple)
few = st.integers(0, 6)
facts = st.builds(
    Facts, yes=names, wobbly=names, no=names, silent=names, failed_gates=names, overdue_tasks=few, tasks=few,
    recent_slips=few, earlier_slips=few,
)  # fmt: skip


def height(found: Confidence) -> int:
    return LEVELS.index(found.level)


@given(facts, st.sampled_from(("wobbly", "no", "silent", "failed_gates")))
def test_one_more_doubt_silence_or_failed_gate_never_raises_it(known: Facts, what: str) -> None:
    more = replace(known, **{what: (*getattr(known, what), "Vera")})
    assert confidence(more).points <= confidence(known).points
    assert height(confidence(more)) <= height(confidence(known))


@given(facts, st.sampled_from(("overdue_tasks", "recent_slips", "earlier_slips")))
def test_one_more_overdue_task_or_slip_never_raises_it(known: Facts, what: str) -> None:
    more = replace(known, **{what: getattr(known, what) + 1})
    assert height(confidence(more)) <= height(confidence(known))


@given(facts, st.sampled_from((("yes", "silent"), ("silent", "wobbly"), ("yes", "wobbly"), ("wobbly", "no"))))
def test_a_worse_answer_never_raises_it(known: Facts, change: tuple[str, str]) -> None:
    better, worse = change
    before = replace(known, **{better: (*getattr(known, better), "Vera")})
    after = replace(known, **{worse: (*getattr(known, worse), "Vera")})
    assert height(confidence(after)) <= height(confidence(before))


@given(facts)
def test_one_more_yes_never_lowers_it(known: Facts) -> None:
    assert height(confidence(replace(known, yes=(*known.yes, "Vera")))) >= height(confidence(known))


@given(facts)
def test_the_points_are_those_of_the_level(known: Facts) -> None:
    found = confidence(known)
    assert 0 <= found.points <= 100
    assert found.level == ("high" if found.points >= HIGH else "medium" if found.points >= MEDIUM else "low")


@given(facts)
def test_it_always_says_why(known: Facts) -> None:
    found = confidence(known)
    assert found.reasons
    assert all(reason.endswith(".") for reason in found.reasons)


ALL_SAY_YES = Facts(yes=("Mark", "Petra", "Quentin"))


@pytest.mark.parametrize(
    ("known", "level", "reason"),
    [
        (Facts(), "high", "Nobody has been asked yet."),
        (ALL_SAY_YES, "high", "Mark, Petra and Quentin say yes."),
        (replace(ALL_SAY_YES, no=("Vera",)), "medium", "Vera says no."),
        (replace(ALL_SAY_YES, no=("Vera",), failed_gates=("Load",)), "low", "1 gate failed: Load."),
        (replace(ALL_SAY_YES, wobbly=("Vera",)), "high", "Vera says it is wobbly."),
        (replace(ALL_SAY_YES, wobbly=("Alice", "Vera")), "medium", "Alice and Vera say it is wobbly."),
        (replace(ALL_SAY_YES, failed_gates=("Load",)), "medium", "1 gate failed: Load."),
        (Facts(silent=("Mark", "Petra")), "medium", "Mark and Petra did not answer: 2 of 2 asked."),
        (Facts(yes=("A", "B", "C", "D")), "high", "A, B and 2 more say yes."),
        (replace(ALL_SAY_YES, overdue_tasks=4, tasks=4), "medium", "4 tasks of 4 overdue."),
        (replace(ALL_SAY_YES, recent_slips=2, earlier_slips=1), "medium",
         "It slipped 3 times before, 2 of them in the last 30 days."),
    ],
)  # fmt: skip
def test_a_level_and_its_reason(known: Facts, level: str, reason: str) -> None:
    found = confidence(known)
    assert found.level == level
    assert reason in found.reasons


def test_the_weightiest_reason_comes_first_and_what_is_in_favour_last() -> None:
    known = Facts(yes=("Mark",), no=("Petra",), silent=("Quentin",), earlier_slips=1)
    assert confidence(known).reasons == (
        "Petra says no.",
        "Quentin did not answer: 1 of 3 asked.",
        "It slipped 1 time before.",
        "Mark says yes.",
    )
