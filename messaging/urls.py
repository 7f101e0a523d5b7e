"""Pages of messaging, below `/{workspace}/`."""

from django.urls import path

from messaging.views import assets, claims

app_name = "messaging"
urlpatterns = [
    path("launches/<uuid:pk>/claims/", claims.launch_panel, name="claims_panel"),
    path("launches/<uuid:pk>/assets/", assets.launch_panel, name="assets_panel"),
]
