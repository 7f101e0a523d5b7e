"""Pages of discussions, below `/{workspace}/`."""

from django.urls import path

from launchhub.discussion import views

app_name = "discussion"
urlpatterns = [
    path("discussion/<slug:noun>/<uuid:pk>/", views.index, name="index"),
    path("comments/<uuid:pk>/edit/", views.edit, name="edit"),
    path("comments/<uuid:pk>/deletions/", views.delete, name="delete"),
    path("previews/<slug:field>/", views.preview, name="preview"),
]
