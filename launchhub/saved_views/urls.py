"""Pages of saved views, below `/{workspace}/`."""

from django.urls import path

from launchhub.saved_views import views

app_name = "saved_views"
urlpatterns = [
    path("saved-views/<slug:screen>/", views.index, name="index"),
    path("saved-views/<slug:screen>/new/", views.create, name="new"),
    path("saved-views/<uuid:pk>/edit/", views.edit, name="edit"),
    path("saved-views/<uuid:pk>/deletions/", views.delete, name="delete"),
]
