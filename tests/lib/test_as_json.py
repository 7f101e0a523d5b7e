"""What somebody sent as JSON goes out as JSON, whatever numbers are in it."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from decimal import Decimal

import pytest

from launchhub.lib.as_json import dumps


@pytest.mark.parametrize("number", [0, -1, 2**63, -(2**63), 2**64 - 1, 2**64, -(2**64), 10**30, 1.5, True])
def test_a_number_comes_out_as_large_as_it_went_in(number: float) -> None:
    assert json.loads(dumps({"data": [{"number": number}]})) == {"data": [{"number": pytest.approx(number)}]}


def test_beside_a_larger_number_the_others_stay_exact() -> None:
    assert json.loads(dumps([10**30, 2**64 - 1, -(2**63)])) == [1e30, 2**64 - 1, -(2**63)]


def test_a_number_that_no_reader_could_hold_is_a_text() -> None:
    assert json.loads(dumps([10**400])) == [str(10**400)]


def test_times_ids_and_decimals_stand_beside_it() -> None:
    noon, pk = dt.datetime(2026, 5, 14, 12, tzinfo=dt.UTC), uuid.UUID(int=7)
    assert json.loads(dumps([10**30, noon, pk, Decimal("1.10")])) == [1e30, "2026-05-14T12:00:00Z", str(pk), "1.10"]
