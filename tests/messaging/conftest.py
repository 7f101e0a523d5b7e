"""A launch with a feature that is promised, and what says so."""

import datetime as dt
from typing import Any

import pytest

from launchhub.accounts.models import Member
from launchhub.events.models import Event
from messaging.actions import assets, claims, reviews, versions
from messaging.models import Asset, Claim
from roadmap.actions import features, launches, products
from roadmap.models import Feature, FeatureStatus, Launch, Product


def days(count: int) -> dt.timedelta:
    """Return so many days."""
    return dt.timedelta(days=count)


def last(kind: str) -> Event:
    """Return the latest event of a kind."""
    return Event.objects.filter(kind=kind).latest("id")


def kinds() -> list[str]:
    """Return the kinds of all events so far, oldest first."""
    return list(Event.objects.order_by("id").values_list("kind", flat=True))


@pytest.fixture
def today(harbour: Any) -> dt.date:
    """Today where the cast works."""
    day: dt.date = harbour.today()
    return day


@pytest.fixture
def product(petra: Member) -> Product:
    """What the cast makes."""
    return products.create(by=petra, name="Harbour Pay", key="PAY")


@pytest.fixture
def launch(petra: Member, product: Product, today: dt.date) -> Launch:
    """A launch of Petra's, sixty days ahead."""
    return launches.create(by=petra, name="Pay in one tap", products=[product], owner=petra, date=today + days(60))


@pytest.fixture
def feature(petra: Member, product: Product, launch: Launch) -> Feature:
    """A feature of the launch, being built."""
    return features.create(
        by=petra, title="One-tap checkout", product=product, launch=launch, status=FeatureStatus.BUILDING
    )


@pytest.fixture
def claim(mark: Member, feature: Feature, launch: Launch) -> Claim:
    """What Mark promises of it."""
    return claims.create(by=mark, text="Pay in one tap.", features=[feature], owner=mark, launch=launch)


@pytest.fixture
def post(alice: Member, mark: Member, launch: Launch, feature: Feature, claim: Claim) -> Asset:
    """Alice's blog post, which makes the claim, shows the feature and prints the date; a draft without a version."""
    return assets.create(
        by=mark,
        launch=launch,
        title="Launch blog post",
        kind="blog",
        owner=alice,
        claims=[claim],
        features=[feature],
        prints_date=True,
        offset_days=0,
    )


@pytest.fixture
def approved_post(mark: Member, petra: Member, post: Asset) -> Asset:
    """The blog post with an approved version."""
    versions.create(post, by=mark, body="Pay in one tap, from today.")
    reviews.create(post, by=petra, verdict="approve")
    return Asset.objects.get(pk=post.pk)
