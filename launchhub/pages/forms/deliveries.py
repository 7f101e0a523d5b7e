"""Which deliveries one wants to see."""

from django import forms

from launchhub.notifications.models import Channel, Status


class DeliveryFilter(forms.Form):
    """The filters of the delivery log; `before` is the id of the last delivery of the page before."""

    channel = forms.ChoiceField(choices=[("", "Every channel"), *Channel.choices], required=False)
    status = forms.ChoiceField(choices=[("", "Every status"), *Status.choices], required=False)
    event = forms.UUIDField(required=False)
    webhook = forms.UUIDField(required=False)
    before = forms.UUIDField(required=False)
