"""Pages of the roadmap, below `/{workspace}/`."""

from django.urls import path

from roadmap.views import features, launches, products

app_name = "roadmap"
urlpatterns = [
    path("launches/", launches.index, name="launches"),
    path("launches/new/", launches.create, name="launch_new"),
    path("launches/<uuid:pk>/", launches.detail, name="launch"),
    path("launches/<uuid:pk>/edit/", launches.edit, name="launch_edit"),
    path("launches/<uuid:pk>/schedule/", launches.schedule, name="launch_schedule"),
    path("launches/<uuid:pk>/activity/", launches.activity, name="launch_activity"),
    path("launches/<uuid:pk>/date-moves/", launches.move, name="launch_move"),
    path("launches/<uuid:pk>/date-moves/preview/", launches.preview, name="launch_move_preview"),
    path("launches/<uuid:pk>/transitions/<slug:to>/", launches.transition, name="launch_transition"),
    path("features/<uuid:pk>/", features.detail, name="feature"),
    path("products/new/", products.create, name="product_new"),
]
