"""One's own inbox."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable

import pytest
from django.utils import timezone

from launchhub.accounts.models import Member
from launchhub.notifications.actions import watches
from launchhub.notifications.models import Notification, Preference, Watch
from roadmap.actions import products
from roadmap.models import Product
from tests.cast import share
from tests.pages.conftest import Ask, text
from tests.pages.telling import told


def test_it_gathers_by_subject_and_says_why(ask: Ask, petra: Member, mark: Member) -> None:
    told(petra, "you own it", subject=mark)
    told(petra, "you watch it", subject=mark)
    page = text(ask(petra, "inbox/"))
    assert page.count('class="thread"') == 1
    assert "You get this because you own it." in page
    assert "You get this because you watch it." in page


def test_each_line_leads_to_how_it_was_delivered(ask: Ask, petra: Member) -> None:
    row = told(petra)
    assert f"/harbour/deliveries/?event={row.event_id}" in text(ask(petra, "inbox/"))


def test_the_sidebar_counts_what_is_unread(ask: Ask, petra: Member) -> None:
    told(petra)
    assert '1<span class="visually-hidden"> waiting' in text(ask(petra, "inbox/"))
    ask(petra, "inbox/reads/", {"all": "1"})
    assert "waiting</span>" not in text(ask(petra, "inbox/"))


def test_reading_and_unreading(ask: Ask, petra: Member) -> None:
    row, other = told(petra), told(petra)
    assert ask(petra, "inbox/reads/", {"ids": [row.pk]}, fragment=True).status_code == 204
    assert Notification.objects.get(pk=row.pk).read_at
    assert not Notification.objects.get(pk=other.pk).read_at
    ask(petra, "inbox/unreads/", {"ids": [row.pk]})
    assert not Notification.objects.get(pk=row.pk).read_at


def test_only_the_unread_are_shown_when_asked(ask: Ask, petra: Member, mark: Member) -> None:
    read = told(petra, "an old reason", subject=mark)
    told(petra, "a new reason")
    ask(petra, "inbox/reads/", {"ids": [read.pk]})
    page = text(ask(petra, "inbox/?show=unread"))
    assert "a new reason" in page
    assert "an old reason" not in page


def test_without_javascript_one_comes_back_to_the_inbox(ask: Ask, petra: Member) -> None:
    response = ask(petra, "inbox/reads/", {"ids": [told(petra).pk]})
    assert (response.status_code, response.url) == (302, "/harbour/inbox/")


@pytest.mark.parametrize(("until", "weekday"), [("tomorrow", None), ("next_week", 0)])
def test_what_is_put_off_comes_back_in_a_morning(ask: Ask, petra: Member, until: str, weekday: int | None) -> None:
    petra.workspace.timezone = "Europe/Berlin"
    petra.workspace.save()
    row = told(petra, "a reason to wait")
    ask(petra, "inbox/snoozes/", {"ids": [row.pk], "until": until})
    back = Notification.objects.get(pk=row.pk).snoozed_until.astimezone(zoneinfo.ZoneInfo("Europe/Berlin"))
    assert back > timezone.now()
    assert (back.hour, back.minute) == (8, 0)
    assert weekday is None or back.weekday() == weekday
    assert "a reason to wait" not in text(ask(petra, "inbox/"))


def test_a_subject_is_muted_and_unmuted(ask: Ask, petra: Member) -> None:
    payments = products.create(by=petra, name="Payments", key="PAY")
    ask(petra, "inbox/mutes/", {"noun": "product", "target": payments.pk})
    assert Watch.objects.get(member=petra, target_id=payments.pk).muted
    assert "“Payments”" in text(ask(petra, "inbox/preferences/"))
    ask(petra, "inbox/unmutes/", {"noun": "product", "target": payments.pk})
    assert not Watch.objects.filter(member=petra, target_id=payments.pk, muted=True).exists()


def test_what_one_cannot_see_cannot_be_muted(ask: Ask, petra: Member, vera: Member) -> None:
    payments = products.create(by=petra, name="Payments", key="PAY")
    assert ask(vera, "inbox/mutes/", {"noun": "product", "target": payments.pk}).status_code == 404
    watches.mute(payments, by=petra)
    assert ask(vera, "inbox/unmutes/", {"noun": "product", "target": payments.pk}).status_code == 404


def test_a_guest_who_mutes_what_is_shared_goes_on_seeing_it(ask: Ask, petra: Member, vera: Member) -> None:
    payments = products.create(by=petra, name="Payments", key="PAY")
    share(payments, vera)
    for path, is_muted in (("inbox/mutes/", True), ("inbox/unmutes/", False)):
        ask(vera, path, {"noun": "product", "target": payments.pk})
        assert Watch.objects.filter(member=vera, muted=True).exists() == is_muted
        assert Product.objects.visible_to(vera).get() == payments


def test_preferences_are_chosen(ask: Ask, petra: Member) -> None:
    ask(petra, "inbox/preferences/", {"email": "all"})
    assert Preference.objects.get(member=petra).email == "all"
    refused = ask(petra, "inbox/preferences/", {"email": "weekly"}, fragment=True)
    assert refused.status_code == 422
    assert "weekly is not one" in text(refused)


@pytest.mark.parametrize("path", ["reads", "unreads", "snoozes"])
def test_nobody_touches_the_inbox_of_another(ask: Ask, petra: Member, mark: Member, path: str) -> None:
    row = told(petra)
    assert ask(mark, f"inbox/{path}/", {"ids": [row.pk], "until": "tomorrow"}).status_code == 404
    assert ask(mark, f"inbox/{path}/", {"ids": ["nonsense"], "until": "tomorrow"}).status_code == 404
    assert "you own it" not in text(ask(mark, "inbox/"))


def test_other_workspaces_are_out_of_reach(ask: Ask, mallory: Member) -> None:
    assert ask(mallory, "inbox/").status_code == 404


def test_as_many_queries_for_many_notifications(
    queries: Callable[[Member, str], int], petra: Member, mark: Member
) -> None:
    counts = []
    for more in (1, 2, 27):
        for _ in range(more):
            told(petra, subject=mark)
        counts.append(queries(petra, "inbox/"))
    assert len(set(counts)) == 1
