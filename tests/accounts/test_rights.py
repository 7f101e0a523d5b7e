"""Who may do what: the table of domain.md, section 1."""

import pytest

from launchhub.accounts.models import Member
from launchhub.accounts.rights import Right, may, require
from launchhub.lib.errors import Forbidden

NOBODY: frozenset[str] = frozenset()
TABLE = {
    Right.EDIT_ROADMAP: {"product"},
    Right.EDIT_MESSAGING: {"marketing"},
    Right.EDIT_QA: {"qa"},
    Right.SHARE: {"product", "marketing", "qa", "engineering"},
    Right.WORK: {"product", "marketing", "qa", "engineering"},
    Right.COMMENT: {"product", "marketing", "qa", "engineering", "guest"},
    Right.ADMINISTER: NOBODY,
}


@pytest.mark.parametrize("right", Right)
@pytest.mark.parametrize("hat", ["product", "marketing", "qa", "engineering", "guest"])
def test_rights_follow_hats(right: Right, hat: str) -> None:
    member = Member(role="guest") if hat == "guest" else Member(role="member", hats=[hat])
    assert may(member, right) is (hat in TABLE[right])


@pytest.mark.parametrize("right", Right)
def test_an_admin_may_do_everything_and_so_may_the_system(right: Right) -> None:
    assert may(Member(role="admin"), right)
    assert may(None, right)


def test_a_guest_with_a_hat_is_still_a_guest() -> None:
    assert not may(Member(role="guest", hats=["product"]), Right.EDIT_ROADMAP)


def test_a_refusal_names_the_hat_that_is_needed() -> None:
    with pytest.raises(Forbidden, match="You may not edit gates: that needs the qa hat or the admin role"):
        require(Member(role="member", hats=["product"]), Right.EDIT_QA)
    with pytest.raises(Forbidden, match="that needs the admin role"):
        require(Member(role="member"), Right.ADMINISTER)
