"""Limits of the board's columns: set once, seen by everybody, and a warning when more stands there."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest
from django.core.exceptions import ValidationError

from launchhub.accounts.models import Member
from launchhub.lib.errors import Forbidden
from launchhub.lib.wall import workspace_context
from roadmap.actions import column_limits, features
from roadmap.models import ColumnLimit, Product
from tests.api.contract import CollectionContract
from tests.roadmap.pages import HTMX, SignIn, at, queries, share, text
from tests.roadmap.spine import kinds

BUILDING = at("roadmap:column_limit", status="building")
BOARD = at("roadmap:board")


def build(petra: Member, product: Product, *titles: str) -> None:
    """Add features that are being built."""
    for title in titles:
        features.create(by=petra, title=title, product=product, status="building")


def test_a_limit_is_set_changed_and_taken_away(petra: Member) -> None:
    column_limits.put("building", 3, by=petra)
    column_limits.put("building", 2, by=petra)
    assert ColumnLimit.objects.visible_to(petra).get().most == 2
    column_limits.put("building", None, by=petra)
    column_limits.put("building", None, by=petra)
    assert not ColumnLimit.objects.visible_to(petra).exists()
    assert kinds()[-3:] == ["column_limit.created", "column_limit.updated", "column_limit.deleted"]


def test_a_column_has_one_and_who_does_not_edit_the_roadmap_sets_none(petra: Member, mark: Member) -> None:
    limit = column_limits.create(by=petra, status="building", most=3)
    with pytest.raises(ValidationError, match="has a limit already"):
        column_limits.create(by=petra, status="building", most=4)
    for status, most in (("done", 3), ("planned", 0), ("planned", 1000)):
        with pytest.raises(ValidationError):
            column_limits.create(by=petra, status=status, most=most)
    with pytest.raises(Forbidden, match="product hat"):
        column_limits.put("building", 1, by=mark)
    column_limits.delete(limit, by=petra)
    column_limits.put("building", 1, by=petra)
    with pytest.raises(ValidationError, match="has a limit already"):
        column_limits.restore(limit, by=petra)


def test_everybody_sees_it_and_when_a_column_is_too_full_even_behind_a_filter(
    signed_in: SignIn, petra: Member, mark: Member, product: Product
) -> None:
    build(petra, product, "One", "Two")
    assert signed_in(petra).post(BUILDING, {"most": "2"}, headers=HTMX).status_code == 204
    page = text(signed_in(mark).get(BOARD))
    assert ">2 of 2<" in page
    assert "Over the limit" not in page
    assert BUILDING not in page, "Mark does not edit the roadmap"
    build(petra, product, "Three")
    page = text(signed_in(mark).get(BOARD))
    assert ">3 of 2<" in page
    assert "Over the limit" in page
    assert "3 of 2 in all" in text(signed_in(mark).get(BOARD, {"q": "One"}))
    assert " of 2" not in text(signed_in(mark).get(BOARD, {"by": "quarter"}))
    assert signed_in(petra).post(BUILDING, {"most": ""}, headers=HTMX).status_code == 204
    assert " of 2" not in text(signed_in(mark).get(BOARD))


@pytest.mark.parametrize("typed", ["0", "1000", "many", "1.5"])
def test_bad_input_is_told_at_its_field(signed_in: SignIn, petra: Member, typed: str) -> None:
    answer = signed_in(petra).post(BUILDING, {"most": typed}, headers=HTMX)
    assert (answer.status_code, f'value="{typed}"' in text(answer)) == (422, True)
    assert not ColumnLimit.objects.exists()


def test_only_columns_of_what_is_to_come_have_one(
    signed_in: SignIn, petra: Member, mark: Member, mallory: Member
) -> None:
    page = text(signed_in(petra).get(BOARD))
    assert page.count("/roadmap/board/limits/") == 2 * 3  # as a link, and for the dialog
    assert signed_in(petra).get(at("roadmap:column_limit", status="parked")).status_code == 404
    assert signed_in(mark).get(BUILDING).status_code == 403
    assert signed_in(mallory).get(BUILDING).status_code == 404


def test_guests_and_strangers_see_none(
    signed_in: SignIn, petra: Member, vera: Member, mallory: Member, product: Product
) -> None:
    build(petra, product, "One", "Two")
    column_limits.put("building", 1, by=petra)
    share(product, vera)
    page = text(signed_in(vera).get(BOARD))
    assert "One" in page
    assert "Over the limit" not in page, "a guest does not see all that stands there"
    with workspace_context(mallory.workspace):
        assert not ColumnLimit.objects.exists()


def test_more_limits_take_as_many_queries(signed_in: SignIn, petra: Member, product: Product) -> None:
    client = signed_in(petra)
    for address in (BOARD, f"{BOARD}?q=One"):
        column_limits.put("building", 1, by=petra)
        one = queries(client, address)
        column_limits.put("idea", 1, by=petra)
        column_limits.put("planned", 1, by=petra)
        assert queries(client, address) == one


class TestOverRest(CollectionContract):
    collection = "column_limits"
    editor = "petra"
    reader = "mark"
    change: ClassVar[dict[str, Any]] = {"most": 7}

    def test_asks_as_many_queries_for_many_rows_as_for_one(self) -> None:
        super().test_asks_as_many_queries_for_many_rows_as_for_one(3)  # there are no more columns

    def fields(self, number: int) -> dict[str, Any]:
        return {"status": ("idea", "planned", "building")[number % 3], "most": number + 1}
