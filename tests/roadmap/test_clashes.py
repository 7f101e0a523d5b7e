"""What does not fit together in a plan."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest

from launchhub.accounts.models import Member
from messaging.actions import activities, assets
from roadmap.clashes import Clash, clashes, told_features
from roadmap.models import Feature, Launch
from roadmap.readiness import Obstacle
from roadmap.timeline import Bar, Link, Plan

TODAY = dt.date(2027, 5, 1)
LAUNCH_DAY = dt.date(2027, 5, 14)
SHOPS, BANKS = uuid.uuid4(), uuid.uuid4()


def bar(noun: str, title: str, end: dt.date, start: dt.date | None = None, **fields: Any) -> Bar:
    return Bar(noun, uuid.uuid4(), title, start or end, end, "planned", **fields)


def a_launch(title: str = "Till", day: dt.date = LAUNCH_DAY, **fields: Any) -> Bar:
    made = bar("launch", title, day, **{"tier": 2, "product_ids": (SHOPS,), **fields})
    return made._replace(launch_id=made.id)


def found(*bars: Bar, links: Any = (), obstacles: Any = None, told: Any = None) -> list[Clash]:
    launches = {each.id: each for each in bars if each.noun == "launch"}
    features = [each for each in bars if each.noun == "feature"]
    things = [each for each in bars if each.noun not in ("launch", "feature")]
    plan = Plan(launches, features, things, is_cut=False, links=list(links))
    return clashes(plan, obstacles or {}, [each.id for each in features] if told is None else told, TODAY)


def sentences(clashes: list[Clash]) -> list[str]:
    return [
        " ".join(filter(None, [each.subject.title, each.words, each.other and each.other.title, each.ending]))
        for each in clashes
    ]


def test_a_plan_that_fits_has_none() -> None:
    till = a_launch(tier=1)
    assert found(till, bar("feature", "Refunds", LAUNCH_DAY, launch_id=till.id)) == []


@pytest.mark.parametrize(
    ("day", "planned", "is_clash"),
    [
        (dt.date(2027, 5, 10), dt.date(2027, 5, 11), True),
        (dt.date(2027, 5, 11), dt.date(2027, 5, 11), False),
        (dt.date(2027, 5, 1), None, True),
        (dt.date(2027, 5, 10), None, False),
    ],
    ids=["before the gate", "with it", "today, and the gate has no date", "later, and the gate has no date"],
)
def test_an_activity_goes_out_before_its_gate_is_passed(day: dt.date, planned: dt.date | None, is_clash: bool) -> None:
    till = a_launch()
    refunds = bar("feature", "Refunds", LAUNCH_DAY, launch_id=till.id)
    mailing = bar("activity", "Mailing", day, launch_id=till.id)
    gate = bar("gate", "Load test", planned or day, launch_id=till.id)
    obstacle = Obstacle("gate_not_passed", "Load test", "gate", gate.id, till.id)
    bars = [till, refunds, mailing, *([gate] if planned else [])]
    expected = ["Mailing goes out before Load test is passed"] if is_clash else []
    assert sentences(found(*bars, obstacles={refunds.id: [obstacle]})) == expected


def test_no_activity_tells_of_a_feature_of_a_big_launch() -> None:
    big, small = a_launch(tier=1), a_launch("Sign", tier=2)
    features = [bar("feature", f"Of {each.title}", LAUNCH_DAY, launch_id=each.id) for each in (big, small)]
    assert sentences(found(big, small, *features, told=[])) == [
        "Of Till has no activity that tells of it, in the tier 1 launch Till"
    ]


@pytest.mark.parametrize(
    ("days", "product", "tier", "is_clash"),
    [(6, SHOPS, 1, True), (0, SHOPS, 1, True), (7, SHOPS, 1, False), (6, BANKS, 1, False), (6, SHOPS, 2, False)],
)
def test_two_big_launches_for_the_same_customers_in_a_week(
    days: int, product: uuid.UUID, tier: int, is_clash: bool
) -> None:
    second = a_launch("Sign", LAUNCH_DAY + dt.timedelta(days=days), tier=tier, product_ids=(product,))
    assert ("crowded" in [each.kind for each in found(a_launch(tier=1), second)]) is is_clash


def test_a_briefing_comes_after_its_launch() -> None:
    till = a_launch()
    late = bar("milestone", "Sales briefing", dt.date(2027, 5, 15), launch_id=till.id)
    in_time = bar("task", "Briefing of support", LAUNCH_DAY, launch_id=till.id)
    assert sentences(found(till, late, in_time)) == [
        "Sales briefing is a briefing after the launch that it is for, Till"
    ]


def test_a_feature_comes_after_its_launch() -> None:
    till = a_launch()
    late = bar("feature", "Refunds", dt.date(2027, 5, 16), launch_id=till.id)
    done = bar("feature", "Receipts", dt.date(2027, 5, 16), launch_id=till.id, is_open=False)
    assert sentences(found(till, late, done)) == ["Refunds is planned for 16 May 2027, 2 days after its launch Till"]


def test_a_dependency_is_not_kept() -> None:
    first, second = bar("feature", "Login", dt.date(2027, 5, 10)), bar("feature", "Refunds", dt.date(2027, 5, 11))
    assert found(first, second, links=[Link(uuid.uuid4(), first.id, second.id, 1)]) == []
    assert sentences(found(first, second, links=[Link(uuid.uuid4(), first.id, second.id, 4)])) == [
        "Refunds waits for Login and is 3 days too early"
    ]
    done = first._replace(is_open=False)
    assert found(done, second, links=[Link(uuid.uuid4(), first.id, second.id, 4)]) == []


def test_an_activity_tells_of_what_its_assets_show(mark: Member, launch: Launch, refunds: Feature) -> None:
    post = assets.create(by=mark, launch=launch, title="Post", kind="blog", offset_days=0, features=[refunds])
    assert told_features([refunds.pk]) == set()
    activities.create(by=mark, launch=launch, title="Mailing", channel="email", offset_days=0, assets=[post])
    assert told_features([refunds.pk]) == {refunds.pk}
