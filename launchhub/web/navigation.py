"""What stands in the sidebar. Apps add to it in their `ready()`; the shell knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch

from launchhub.accounts.models import Member
from launchhub.web.links import link

SEARCH = "search:results"
"""Where the search box leads: a page that takes `?q=`."""


def _everyone(member: Member) -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """One link of the navigation.

    `url_name` is a page of a workspace; a name that no URL has is left out. `count` is how much waits there
    (0 shows nothing). `phone` entries stand in the bottom bar of a phone, the others under "More": four fit.
    Entries of a `group` stand together under its name, below the others. After "g", the letter `key` leads there.
    """

    label: str
    icon: str
    url_name: str
    order: int
    allowed: Callable[[Member], bool] = _everyone
    count: Callable[[Member], int] | None = None
    phone: bool = False
    group: str = ""
    key: str = ""


@dataclass(frozen=True)
class SectionLink:
    """A line of a section: "Payments 2.0, at risk, T-18"."""

    label: str
    url: str
    state: str
    note: str = ""


@dataclass(frozen=True)
class Section:
    """A group of links under the navigation, such as "My launches"."""

    title: str
    order: int
    links: Callable[[HttpRequest], Iterable[SectionLink]]


@dataclass(frozen=True)
class Shown:
    """An entry as one request sees it."""

    label: str
    icon: str
    url: str
    count: int
    current: Literal["page", "true", ""]
    phone: bool
    group: str
    key: str


_entries: dict[str, Entry] = {}
_sections: dict[str, Section] = {}


def register(*items: Entry | Section) -> None:
    """Add entries and sections; the same URL name or title registered again replaces the earlier one."""
    for item in items:
        if isinstance(item, Entry):
            _entries[item.url_name] = item
        else:
            _sections[item.title] = item


def entries_for(request: HttpRequest, at: str = "") -> list[Shown]:
    """Return the entries that the request's member may see, in order, as they stand beside the page `at`."""
    member = request.member  # type: ignore[attr-defined]
    shown = []
    for entry in sorted(_entries.values(), key=lambda entry: entry.order):
        try:
            url = link(request, entry.url_name)
        except NoReverseMatch:
            continue
        if entry.allowed(member):
            count = entry.count(member) if entry.count else 0
            current = _current(at or request.path, url)
            shown.append(Shown(entry.label, entry.icon, url, count, current, entry.phone, entry.group, entry.key))
    return shown


def registered_sections() -> list[Section]:
    """Return the sections in order."""
    return sorted(_sections.values(), key=lambda section: section.order)


def _current(at: str, url: str) -> Literal["page", "true", ""]:
    if at == url:
        return "page"
    home = url.count("/") <= 2  # "/{workspace}/" begins every address of the workspace
    return "true" if at.startswith(url) and not home else ""
