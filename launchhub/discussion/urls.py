"""Pages of discussions, below `/{workspace}/`."""

from django.urls import path

from launchhub.discussion.views import attachments, comments

app_name = "discussion"
urlpatterns = [
    path("discussion/<slug:noun>/<uuid:pk>/", comments.index, name="index"),
    path("comments/<uuid:pk>/edit/", comments.edit, name="edit"),
    path("comments/<uuid:pk>/deletions/", comments.delete, name="delete"),
    path("attachments/<slug:noun>/<uuid:pk>/", attachments.index, name="attachments"),
    path("attachments/<uuid:pk>/file/", attachments.file, name="attachment"),
    path("attachments/<uuid:pk>/deletions/", attachments.delete, name="attachment_delete"),
    path("previews/<slug:field>/", comments.preview, name="preview"),
]
