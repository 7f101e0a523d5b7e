"""My launches, beside every page: what is mine and not muted; and the votes that Home asks for."""

from __future__ import annotations

import re

from launchhub.accounts.models import Member
from launchhub.notifications.actions import watches
from roadmap.actions import decisions
from roadmap.models import Launch
from tests.roadmap.pages import SignIn, at, text


def mine(page: str) -> list[tuple[str, str]]:
    """Return the states and names of the launches beside a page."""
    section = page.partition("<h2>My launches</h2>")[2].partition("</div>")[0]
    words = re.sub(r"\s*<[^>]+>\s*", "|", section)
    return re.findall(r"\|+([\w-][\w -]*)\|+([^|]+)\|+[^|]+\|", words)


def test_what_is_muted_is_not_watched(launch: Launch, petra: Member, mark: Member, signed_in: SignIn) -> None:
    decisions.create(launch=launch, decision="go", by=petra)
    client = signed_in(mark)
    asked = "Your vote for Marketing on Payments 2.0"
    for wish, is_mine in ((watches.watch, True), (watches.mute, False)):
        wish(launch, by=mark)
        home = text(client.get(at("pages:home")))
        assert (len(mine(home)), asked in home) == (is_mine, is_mine)
