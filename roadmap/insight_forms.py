"""What people type about insights and customers."""

from __future__ import annotations

from typing import Any

from django import forms

from launchhub.accounts.models import Member
from launchhub.web.forms import CleanTextMixin, EditForm
from roadmap.choosing import MOST_NAMES, NameInput, offer
from roadmap.models import Customer, Feature, Insight, Sentiment, Source
from roadmap.models.insights import HIGHEST_VALUE, LONGEST

UNSAID = ("", "Not said")


class InsightForm(EditForm):
    """What somebody said. `part` keeps the ids of the fields apart where a page has several of these forms."""

    body = forms.CharField(
        max_length=LONGEST, label="What was said", widget=forms.Textarea({"rows": 2}),
        help_text="In their own words, and what they want it for.",
    )  # fmt: skip
    customer = forms.CharField(
        max_length=200, required=False, widget=NameInput, help_text="A name that is new here adds a customer."
    )
    source = forms.ChoiceField(choices=[UNSAID, *Source.choices], required=False, label="Heard in")
    sentiment = forms.ChoiceField(choices=[UNSAID, *Sentiment.choices], required=False)
    segment = forms.CharField(
        max_length=100, required=False, help_text="Such as “Retail”, where it was no single customer."
    )

    def __init__(self, *args: Any, member: Member, obj: Insight | None = None, part: str = "", **kwargs: Any) -> None:
        super().__init__(*args, obj=obj, auto_id=f"id_%s_{part}" if part else "id_%s", **kwargs)
        self.customers = Customer.objects.visible_to(member)
        name: Any = self.fields["customer"].widget
        name.offered = list(self.customers.order_by("name").values_list("name", flat=True)[:MOST_NAMES])

    @staticmethod
    def values_of(obj: Insight) -> dict[str, Any]:
        """Return what the fields hold of an insight."""
        names = ("body", "source", "sentiment", "segment")
        said_by = obj.customer.name if obj.customer else ""
        return {name: getattr(obj, name) for name in names} | {"customer": said_by}

    def as_fields(self) -> dict[str, Any]:
        """Return what the actions take: the customer, or the name of one who is not there yet."""
        fields = super().as_fields()
        name = fields.pop("customer")
        found = self.customers.filter(name=name).first() or self.customers.filter(name__iexact=name).first()
        return fields | ({"new_customer": name} if name and not found else {"customer": found})


class AnswerForm(CleanTextMixin, forms.Form):
    """What is said to whoever shared an insight."""

    answer = forms.CharField(max_length=LONGEST, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, is_needed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = is_needed
        self.fields["answer"].help_text = "Whoever shared it reads this, and may tell the customer."


class InsightLinkForm(forms.Form):
    """Which feature an insight speaks of."""

    feature = forms.ModelChoiceField(Feature.objects.none(), error_messages={"required": "Choose a feature."})

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "feature", Feature.objects.visible_to(member))


class CustomerForm(EditForm):
    """A customer."""

    name = forms.CharField(max_length=200)
    segment = forms.CharField(max_length=100, required=False, help_text="Such as “Retail” or “Harbours”.")
    value = forms.IntegerField(
        min_value=0, max_value=HIGHEST_VALUE, required=False,
        help_text="What they pay in a year, in whole units of your currency. Leave it empty when you do not know.",
    )  # fmt: skip
    advisory_board = forms.BooleanField(required=False, label="Sits on the advisory board")

    @staticmethod
    def values_of(obj: Customer) -> dict[str, Any]:
        """Return what the fields hold of a customer."""
        return {name: getattr(obj, name) for name in ("name", "segment", "value", "advisory_board")}
