"""Pages of messaging, below `/{workspace}/`."""

from django.urls import path

from messaging.views import activities, assets, claims

app_name = "messaging"
urlpatterns = [
    path("activities/<uuid:pk>/dates/", activities.dates, name="activity_dates"),
    path("claims/<uuid:pk>/", claims.detail, name="claim"),
    path("assets/<uuid:pk>/", assets.detail, name="asset"),
    path("assets/<uuid:pk>/dates/", assets.dates, name="asset_dates"),
    path("launches/<uuid:pk>/claims/", claims.launch_panel, name="claims_panel"),
    path("launches/<uuid:pk>/assets/", assets.launch_panel, name="assets_panel"),
]
