"""What people type about products."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.accounts.models import Member
from launchhub.web.forms import EditForm
from roadmap.choosing import offer_people
from roadmap.models import Product

FIELDS = ("name", "key", "owner", "vision", "strategy")
LONGEST = 20_000


class ProductForm(EditForm):
    """A product."""

    name = forms.CharField(max_length=200)
    key = forms.CharField(max_length=10, help_text="Short and in capital letters, such as PAY.")
    owner = forms.ModelChoiceField(Member.objects.none(), required=False, empty_label="Nobody yet")
    vision = forms.CharField(
        widget=forms.Textarea({"rows": 3}), required=False, max_length=LONGEST, help_text="Where it is to be one day."
    )
    strategy = forms.CharField(
        widget=forms.Textarea({"rows": 5}), required=False, max_length=LONGEST, help_text="How it gets there. Markdown."
    )

    def __init__(self, *args: Any, member: Member, obj: Product | None = None, **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, **kwargs)
        offer_people(self, "owner", member=member)

    @staticmethod
    def values_of(obj: Product) -> dict[str, Any]:
        """Return what the fields hold of a product."""
        return {name: getattr(obj, name) for name in FIELDS}
