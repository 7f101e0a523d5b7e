"""Pure rule: is this asset stale? What a version was made against and what is there now in; reasons out."""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from launchhub.lib.dates import show_date

Id = TypeVar("Id", bound=Hashable)

SHOWN_TEXT = 120  # characters of a claim that a reason quotes


@dataclass(frozen=True)
class MadeAgainst(Generic[Id]):
    """What an approved version shows and says.

    `features`: the interface revision of each feature depicted, by its id. `claims`: the text of each claim made, by
    its id. `launch_date` and `precision`: the date that it prints and how exactly, None when it prints none.
    """

    features: Mapping[Id, int]
    claims: Mapping[Id, str]
    launch_date: date | None = None
    precision: str = "day"


@dataclass(frozen=True)
class DepictedFeature:
    """A feature as it looks now."""

    title: str
    ui_revision: int


@dataclass(frozen=True)
class Present(Generic[Id]):
    """The same things as they are now; what no longer exists is missing.

    `launch_date` and `precision`: the date as outsiders see it.
    """

    features: Mapping[Id, DepictedFeature]
    claims: Mapping[Id, str]
    launch_date: date | None = None
    precision: str = "day"


def staleness(made: MadeAgainst[Id], present: Present[Id]) -> list[str]:
    """Return why a version made against `made` is stale now, in plain words; an empty list when it is not.

    A printed date is compared as it is written: a version that says "Q2 2027" is not stale while the launch stays in
    that quarter. Source: domain, messaging, "Asset".
    """
    return [*_looks(made, present), *_promises(made, present), *_printed_date(made, present)]


def _looks(made: MadeAgainst[Id], present: Present[Id]) -> Iterator[str]:
    for feature_id, revision in made.features.items():
        feature = present.features.get(feature_id)
        if feature is None:
            yield "shows a feature that no longer exists"
        elif feature.ui_revision != revision:
            yield f"shows {feature.title} as it was: revision {revision}, now {feature.ui_revision}"


def _promises(made: MadeAgainst[Id], present: Present[Id]) -> Iterator[str]:
    for claim_id, text in made.claims.items():
        now = present.claims.get(claim_id)
        if now is None:
            yield f"makes a claim that no longer exists: {_quoted(text)}"
        elif now != text:
            yield f"says {_quoted(text)}, now {_quoted(now)}"


def _printed_date(made: MadeAgainst[Id], present: Present[Id]) -> Iterator[str]:
    if made.launch_date is None:
        return
    printed = show_date(made.launch_date, made.precision)
    if present.launch_date is None:
        yield f"prints the launch date {printed}, and there is none now"
    elif printed != show_date(present.launch_date, made.precision):
        yield f"prints the launch date {printed}, now {show_date(present.launch_date, present.precision)}"


def _quoted(text: str) -> str:
    short = text if len(text) <= SHOWN_TEXT else f"{text[: SHOWN_TEXT - 1].rstrip()}…"
    return f"“{short}”"
