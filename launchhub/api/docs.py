"""The OpenAPI description, and the page to try it."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView


class Schema(SpectacularAPIView):
    """`/api/schema/`: OpenAPI 3.1 as YAML, or as JSON with `?format=json`."""

    authentication_classes = []
    permission_classes = []


class Documentation(SpectacularSwaggerSplitView):
    """`/api/docs/`: every operation, to read and to try."""

    authentication_classes = []
    permission_classes = []
    url_name = "api:schema"
