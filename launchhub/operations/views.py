"""`/metrics`"""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from launchhub.operations.figures import exposition

CHALLENGE = {"WWW-Authenticate": "Bearer", "Content-Type": "text/plain; charset=utf-8"}

LOOPBACK = ("127.0.0.1", "::1")


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Answer with the figures for whoever has the operator's token.

    Without one set, they are for the machine itself alone, where LaunchHub serves it without TLS and a proxy.
    """
    if not settings.METRICS_TOKEN:
        if not _is_at_home(request):
            raise Http404
        return HttpResponse(exposition(), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return HttpResponse("Send METRICS_TOKEN: “Authorization: Bearer …”.\n", status=401, headers=CHALLENGE)
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _is_at_home(request: HttpRequest) -> bool:
    is_direct = "X-Forwarded-For" not in request.headers and request.META["REMOTE_ADDR"] in LOOPBACK
    return is_direct and not settings.HTTPS
