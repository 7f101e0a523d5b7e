"""The frame around the views of the roadmap: one changes between them, and the filters stay."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import F, Func

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.models import Member
from launchhub.web.links import here_with, link
from roadmap.choosing import people
from roadmap.models import Feature, FeatureStatus, Launch, MoveReason, Product
from roadmap.selection import ME, NAMES, NOBODY, Selection

VIEWS: tuple[tuple[str, str], ...] = (
    ("Timeline", "roadmap:timeline"),
    ("Board", "roadmap:board"),
    ("Table", "roadmap:table"),
    ("Priorities", "roadmap:priorities"),
)
"""Their names and URL names, in the order of the tabs."""
FOR_MEMBERS = VIEWS[-1:]
"""What guests are not asked about."""

SHARED = ("q", *NAMES)
"""Parameters that all views understand; what else is in an address belongs to one view alone."""

MOST = 50
"""How many products, launches, people and labels a menu offers; the search leads to the rest."""

LATELY = 500
"""How many features, the last ones that changed, are looked through for labels."""


class Option(NamedTuple):
    """One value of a filter, with the address that switches it on or off and keeps all else."""

    text: str
    address: str
    is_on: bool


class Menu(NamedTuple):
    """A filter with what it offers."""

    label: str
    options: list[Option]

    @property
    def chosen(self) -> list[str]:
        """The names of the values that are switched on."""
        return [option.text for option in self.options if option.is_on]


def frame(request: WorkspaceRequest, selection: Selection) -> dict[str, Any]:
    """Return what `roadmap/frame.html` shows around a view of the roadmap."""
    shared = request.GET.copy()
    for name in set(shared) - set(SHARED):
        del shared[name]
    query = f"?{shared.urlencode()}" if shared else ""
    shown = [view for view in VIEWS if view not in FOR_MEMBERS or not request.member.is_guest]
    views = [(label, link(request, name)) for label, name in shown]
    assert request.resolver_match is not None
    return {
        "screen": request.resolver_match.url_name,
        "views": [(label, address + query, address == request.path) for label, address in views],
        "menus": _menus(request, selection),
        "selection": selection,
        "reasons": MoveReason.choices,
        "cleared": here_with(request, page="", **dict.fromkeys(SHARED, ())),
        "kept": [
            (name, value) for name, values in request.GET.lists() if name not in ("q", "page") for value in values
        ],
    }


def _menus(request: WorkspaceRequest, selection: Selection) -> list[Menu]:
    member = request.member
    offered = {
        "Product": ("product", _products(member, selection)),
        "Launch": ("launch", [*_launches(member, selection), (NOBODY, "No launch")]),
        "Owner": ("owner", [(ME, "Me"), (NOBODY, "Nobody"), *_people(member, selection)]),
        "Status": ("status", FeatureStatus.choices),
        "Label": ("label", _labels(member, selection)),
    }
    return [
        Menu(label, [_option(request, selection, name, str(value), str(text)) for value, text in values])
        for label, (name, values) in offered.items()
        if values
    ]


def _option(request: WorkspaceRequest, selection: Selection, name: str, value: str, text: str) -> Option:
    chosen = selection.chosen.get(name, ())
    is_on = value in chosen
    wanted = tuple(each for each in chosen if each != value) if is_on else (*chosen, value)
    return Option(text, here_with(request, page="", **{name: wanted}), is_on)


def _products(member: Member, selection: Selection) -> list[tuple[Any, str]]:
    rows = Product.objects.visible_to(member).order_by("name", "pk")
    return _with_chosen(rows, selection, "product")


def _launches(member: Member, selection: Selection) -> list[tuple[Any, str]]:
    return _with_chosen(Launch.objects.visible_to(member).nearest_first(), selection, "launch")


def _people(member: Member, selection: Selection) -> list[tuple[Any, str]]:
    return _with_chosen(people(member).exclude(pk=member.pk), selection, "owner")


def _with_chosen(rows: Any, selection: Selection, name: str) -> list[tuple[Any, str]]:
    """Return what a menu offers: what is chosen, wherever it stands in the order, and the first of all."""
    chosen = selection.ids(name)
    found = [*(rows.filter(pk__in=chosen) if chosen else ()), *rows[:MOST]]
    return list({each.pk: str(each) for each in found}.items())


def _labels(member: Member, selection: Selection) -> list[tuple[str, str]]:
    """Return the labels that are chosen, and those used lately."""
    lately = Feature.objects.visible_to(member).order_by("-updated_at", "-pk")[:LATELY]
    used = lately.values_list(Func(F("labels"), function="unnest"), flat=True)
    labels = sorted(set(used))[:MOST]
    return [(label, label) for label in dict.fromkeys([*selection.chosen.get("label", ()), *labels])]
