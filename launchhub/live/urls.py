"""Who looks at what, below `/{workspace}/`."""

from django.urls import path

from launchhub.live import views

app_name = "live"
urlpatterns = [
    path("here/<slug:place>/", views.at_place, name="at_place"),
    path("here/<slug:noun>/<uuid:pk>/", views.at_object, name="at_object"),
]
