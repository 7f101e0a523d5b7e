"""What people type about products, launches and their dates."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.accounts.models import Member
from launchhub.lib.text import clean_text
from launchhub.web.widgets import DateInput
from roadmap.models import Launch, LaunchStatus, MoveReason, Precision, Product, Tier


def _check_text(value: str) -> None:
    clean_text(value)


class CleanTextMixin:
    """Refuses control characters in every text field, in the words of `clean_text`."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                field.validators.append(_check_text)


class ProductForm(CleanTextMixin, forms.ModelForm):  # type: ignore[type-arg]  # Django's own is not generic
    """A product."""

    class Meta:
        model = Product
        fields = ("name", "key", "vision")


class LaunchForm(CleanTextMixin, forms.Form):
    """A launch, as it is planned. Afterwards its date changes through `MoveForm` only."""

    name = forms.CharField(max_length=200)
    summary = forms.CharField(widget=forms.Textarea, required=False, help_text="What customers get, in a sentence.")
    products = forms.ModelMultipleChoiceField(Product.objects.none())
    tier = forms.TypedChoiceField(choices=Tier.choices, coerce=int, initial=Tier.MEDIUM)
    owner = forms.ModelChoiceField(Member.objects.none(), empty_label=None)
    date = forms.DateField(widget=DateInput, required=False)
    precision = forms.ChoiceField(
        choices=Precision.choices, initial=Precision.DAY, help_text="How exactly the date is known."
    )
    build = forms.CharField(max_length=100, required=False, help_text="The build that is to go live.")

    def __init__(self, *args: Any, member: Member, launch: Launch | None = None, **kwargs: Any) -> None:
        if launch:
            names = ("name", "summary", "tier", "owner", "precision", "build")
            kwargs["initial"] = {name: getattr(launch, name) for name in names} | {"products": launch.products.all()}
        super().__init__(*args, **kwargs)
        self._choices("products", Product.objects.visible_to(member).order_by("name"))
        people = Member.objects.visible_to(member).exclude(role="guest").select_related("user")
        self._choices("owner", people.order_by("user__name"))
        if launch:
            del self.fields["date"]
        else:
            self.initial.setdefault("owner", member.pk)

    def _choices(self, name: str, rows: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows

    def clean_products(self) -> list[Product]:
        """Actions take lists of objects."""
        return list(self.cleaned_data["products"])


class MoveForm(CleanTextMixin, forms.Form):
    """Where a launch's date goes, and why."""

    date = forms.DateField(widget=DateInput, label="New date")
    reason = forms.ChoiceField(choices=[("", "Choose a reason"), *MoveReason.choices[:-2]])
    note = forms.CharField(
        widget=forms.Textarea({"rows": 3}), required=False, help_text="Everyone who is told of the move reads this."
    )
    cascade = forms.BooleanField(required=False, label="Also push launches that wait for this one")


class TransitionForm(forms.Form):
    """Which state a launch goes to; an admin may override what stands in the way of launching."""

    to = forms.ChoiceField(choices=LaunchStatus.choices, widget=forms.HiddenInput)
    override_reason = forms.CharField(
        widget=forms.Textarea({"rows": 3}), required=False, label="Launch nevertheless, because"
    )
