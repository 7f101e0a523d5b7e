"""Pages of search, below `/{workspace}/`."""

from django.urls import path

from launchhub.search import views

app_name = "search"
urlpatterns = [
    path("search/", views.index, name="results"),
    path("search/palette/", views.palette, name="palette"),
]
