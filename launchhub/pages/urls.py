"""The kernel's pages of a workspace."""

from django.urls import path

from launchhub.pages.views import bin as the_bin
from launchhub.pages.views import deliveries, home, imports, inbox, invitations, members, shares, tokens, webhooks

app_name = "pages"
urlpatterns = [
    path("", home.home, name="home"),
    path("navigation/", home.navigation, name="navigation"),
    path("inbox/", inbox.index, name="inbox"),
    path("inbox/reads/", inbox.read, name="inbox_read"),
    path("inbox/unreads/", inbox.unread, name="inbox_unread"),
    path("inbox/answers/", inbox.answer, name="inbox_answer"),
    path("inbox/snoozes/", inbox.snooze, name="inbox_snooze"),
    path("inbox/mutes/", inbox.mute, name="inbox_mute"),
    path("inbox/unmutes/", inbox.unmute, name="inbox_unmute"),
    path("inbox/preferences/", inbox.preferences, name="inbox_preferences"),
    path("deliveries/", deliveries.index, name="deliveries"),
    path("deliveries/<uuid:pk>/", deliveries.detail, name="delivery"),
    path("deliveries/<uuid:pk>/email/", deliveries.email, name="delivery_email"),
    path("deliveries/<uuid:pk>/replays/", deliveries.replay, name="delivery_replay"),
    path("webhooks/", webhooks.index, name="webhooks"),
    path("webhooks/new/", webhooks.create, name="webhook_new"),
    path("webhooks/<uuid:pk>/", webhooks.detail, name="webhook"),
    path("webhooks/<uuid:pk>/edit/", webhooks.edit, name="webhook_edit"),
    path("webhooks/<uuid:pk>/delete/", webhooks.delete, name="webhook_delete"),
    path("webhooks/<uuid:pk>/switch/", webhooks.switch, name="webhook_switch"),
    path("webhooks/<uuid:pk>/rotations/", webhooks.rotate, name="webhook_rotate"),
    path("webhooks/<uuid:pk>/tests/", webhooks.test, name="webhook_test"),
    path("webhooks/<uuid:pk>/replays/", webhooks.replay, name="webhook_replay"),
    path("members/", members.index, name="members"),
    path("members/<uuid:pk>/edit/", members.edit, name="member_edit"),
    path("members/<uuid:pk>/delete/", members.delete, name="member_delete"),
    path("members/invitations/new/", invitations.create, name="invitation_new"),
    path("members/invitations/<uuid:pk>/delete/", invitations.delete, name="invitation_delete"),
    path("shares/<slug:noun>/<uuid:pk>/", shares.index, name="shares"),
    path("shares/<uuid:pk>/deletions/", shares.delete, name="share_delete"),
    path("tokens/", tokens.index, name="tokens"),
    path("tokens/new/", tokens.create, name="token_new"),
    path("tokens/<uuid:pk>/delete/", tokens.delete, name="token_delete"),
    path("bin/", the_bin.index, name="bin"),
    path("bin/<slug:noun>/<uuid:pk>/deletions/", the_bin.delete, name="bin_delete"),
    path("bin/<slug:noun>/<uuid:pk>/restorations/", the_bin.restore, name="bin_restore"),
    path("imports/", imports.index, name="imports"),
    path("imports/new/", imports.create, name="import_new"),
    path("imports/files/<uuid:pk>/", imports.prepare, name="import_prepare"),
    path("imports/<uuid:pk>/", imports.detail, name="import"),
]
