"""What a batch sends side by side is written down as it comes in, and nothing goes on before it is."""

import threading
import time
from collections.abc import Iterator
from typing import Any

from launchhub.notifications.channels.courses import side_by_side

A_MOMENT = 0.2  # seconds in which a thread that may go on does


def test_a_course_goes_on_when_its_group_is_written_down() -> None:
    sent: list[int] = []

    def course() -> Iterator[Any]:
        for number in range(3):
            sent.append(number)
            yield [number]

    for written, _ in enumerate(side_by_side([course()]), 1):
        time.sleep(A_MOMENT)
        assert len(sent) == written


def test_what_has_come_in_meanwhile_is_written_down_together() -> None:
    may_go_on = threading.Event()

    def later(name: str) -> Iterator[Any]:
        may_go_on.wait()
        yield [name]

    at_once: Any = iter([["first"]])
    groups: Iterator[Any] = side_by_side([at_once, later("second"), later("third")])
    assert next(groups) == ["first"]
    may_go_on.set()
    time.sleep(A_MOMENT)  # while the first is written down
    assert sorted(next(groups)) == ["second", "third"]
    assert list(groups) == []
