"""Which slips one wants to look at: the same filters for the page and for REST."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.accounts.models import Member
from launchhub.web.forms import CleanTextMixin
from launchhub.web.widgets import DayField
from roadmap.choosing import offer
from roadmap.models import Launch, MoveReason, Product, Tier
from roadmap.slip_statistics import Scope

NAMES = ("after", "before", "product", "tier", "launch")
"""The filters of the figures."""


class SlipForm(CleanTextMixin, forms.Form):
    """Filters of slips; what is left empty filters nothing."""

    after = DayField(required=False, label="Moved on or after")
    before = DayField(required=False, label="Moved on or before")
    product = forms.ModelChoiceField(Product.objects.none(), required=False, empty_label="All products")
    tier = forms.TypedChoiceField(
        choices=[("", "All tiers"), *Tier.choices], coerce=int, empty_value=None, required=False
    )
    launch = forms.ModelChoiceField(Launch.objects.none(), required=False, widget=forms.HiddenInput)
    reason = forms.ChoiceField(choices=[("", "All reasons"), *MoveReason.choices], required=False)

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "product", Product.objects.visible_to(member).order_by("name", "pk"))
        offer(self, "launch", Launch.objects.visible_to(member))

    def scope(self) -> Scope:
        """Return which slips are meant, without the filters that are wrong."""
        self.is_valid()
        return Scope(**{name: self.cleaned_data.get(name) or None for name in NAMES})
