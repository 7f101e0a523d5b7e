"""Pages outside any workspace."""

from django.urls import path

from launchhub.pages.views import invitations, sessions, start

urlpatterns = [
    path("", start.start, name="start"),
    path("accounts/sessions/<int:pk>/end/", sessions.end, name="session_end"),
    path("invitations/<str:secret>/", invitations.invitation, name="invitation"),
]
