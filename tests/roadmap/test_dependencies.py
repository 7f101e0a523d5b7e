"""What has to come first: ordered without circles, or merely related."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Forbidden
from roadmap.actions import dependencies, features
from roadmap.models import Dependency, Feature, Launch, Product


@pytest.fixture
def chain(petra: Member, product: Product) -> list[Feature]:
    """A before B before C."""
    a, b, c = [features.create(by=petra, title=title, product=product) for title in "ABC"]
    dependencies.create(by=petra, source=a, target=b)
    dependencies.create(by=petra, source=b, target=c, lag_days=3)
    return [a, b, c]


def test_a_circle_is_refused_with_its_path(chain: list[Feature], petra: Member) -> None:
    with pytest.raises(ValidationError) as caught:
        dependencies.create(by=petra, source=chain[2], target=chain[0])
    assert caught.value.message_dict["to"] == ["This would go round in a circle: “C” → “A” → “B” → “C”."]


def test_editing_or_restoring_cannot_close_a_circle_either(chain: list[Feature], petra: Member) -> None:
    a, _, c = chain
    related = dependencies.create(by=petra, source=c, target=a, kind="relates")
    with pytest.raises(ValidationError, match="circle"):
        dependencies.update(related, by=petra, kind="blocks")
    last = Dependency.objects.get(from_feature=chain[1])
    dependencies.delete(last, by=petra)
    dependencies.create(by=petra, source=c, target=a)
    with pytest.raises(ValidationError, match="circle"):
        dependencies.restore(last, by=petra)


def test_see_also_may_be_mutual(chain: list[Feature], petra: Member) -> None:
    a, b, _ = chain
    dependencies.create(by=petra, source=a, target=b, kind="relates")
    assert dependencies.create(by=petra, source=b, target=a, kind="relates").kind == "relates"


def test_the_same_twice_is_refused(chain: list[Feature], petra: Member) -> None:
    with pytest.raises(ValidationError, match="already there"):
        dependencies.create(by=petra, source=chain[0], target=chain[1])


def test_nothing_waits_for_itself_or_for_another_kind(chain: list[Feature], launch: Launch, petra: Member) -> None:
    with pytest.raises(ValidationError, match="can't wait for itself"):
        dependencies.create(by=petra, source=launch, target=launch)
    with pytest.raises(ValidationError, match="only come before another launch"):
        dependencies.create(by=petra, source=launch, target=chain[0])


def test_only_the_product_hat_edits(chain: list[Feature], mark: Member) -> None:
    with pytest.raises(Forbidden, match="product hat"):
        dependencies.create(by=mark, source=chain[0], target=chain[2])
