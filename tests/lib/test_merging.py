"""A merge loses nothing that anybody changed, and asks only where both changed the same."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from launchhub.lib.merging import merge

NAMES = ("title", "owner", "start", "target")
VALUES = st.fixed_dictionaries({name: st.integers(0, 2) for name in NAMES})


def result(mine: dict[str, Any], theirs: dict[str, Any], taken: frozenset[str]) -> dict[str, Any]:
    return mine | {name: theirs[name] for name in taken}


@given(VALUES, VALUES, VALUES)
def test_what_one_alone_changed_is_kept(base: Any, mine: Any, theirs: Any) -> None:
    merged = merge(base, mine, theirs)
    after = result(mine, theirs, merged.taken)
    for name in NAMES:
        if mine[name] == base[name]:
            assert after[name] == theirs[name]
        if theirs[name] == base[name]:
            assert after[name] == mine[name]


@given(VALUES, VALUES, VALUES)
def test_a_clash_is_where_both_changed_it_to_something_else(base: Any, mine: Any, theirs: Any) -> None:
    assert merge(base, mine, theirs).clashes == {
        name for name in NAMES if len({m[name] for m in (base, mine, theirs)}) == 3
    }


@given(VALUES, VALUES, VALUES)
def test_both_sides_see_the_same_clashes_and_the_same_result_elsewhere(base: Any, mine: Any, theirs: Any) -> None:
    one, other = merge(base, mine, theirs), merge(base, theirs, mine)
    assert one.clashes == other.clashes
    afters = result(mine, theirs, one.taken), result(theirs, mine, other.taken)
    assert all(afters[0][name] == afters[1][name] for name in NAMES if name not in one.clashes)


@given(VALUES, VALUES)
def test_without_what_was_opened_every_difference_is_asked_about(mine: Any, theirs: Any) -> None:
    merged = merge(None, mine, theirs)
    assert (merged.taken, merged.clashes) == (set(), {name for name in NAMES if mine[name] != theirs[name]})


@given(VALUES, VALUES, VALUES)
def test_what_belongs_together_is_never_mixed(base: Any, mine: Any, theirs: Any) -> None:
    merged = merge(base, mine, theirs, together=[("start", "target")])
    after = result(mine, theirs, merged.taken)
    pair = after["start"], after["target"]
    assert pair in ((mine["start"], mine["target"]), (theirs["start"], theirs["target"]))
    if not {"start", "target"} & merged.clashes and pair != (theirs["start"], theirs["target"]):
        assert (theirs["start"], theirs["target"]) == (base["start"], base["target"])
