"""Pages outside any workspace."""

from django.urls import path

from launchhub.pages.views import invitations, start

urlpatterns = [
    path("", start.start, name="start"),
    path("invitations/<str:secret>/", invitations.invitation, name="invitation"),
]
