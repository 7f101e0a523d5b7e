"""What every REST view of a workspace has: credentials, scope, limits, JSON, and problems instead of pages."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import HttpRequest
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from launchhub.api.authentication import ApiRequest, TokenAuthentication, TokenScope
from launchhub.api.errors import LengthRequired
from launchhub.api.formats import AlwaysFirst, JSONParser, JSONRenderer
from launchhub.api.idempotency import KEY, answer_once
from launchhub.api.limits import RateLimit, rate_headers


class WorkspaceView(APIView):
    """Base of every view under `/api/v1/{workspace}/`.

    `request.member` is who asks and `request.workspace` is where; the request runs in one transaction inside the
    workspace's wall, which an error rolls back.
    """

    scope: str | tuple[str, ...]
    """The area of the scopes that a token needs here: "roadmap", "messaging", "qa", "events" or "admin".

    Several, where each object is of one of them: a token for any of them gets in, and the view sees to the rest.
    """

    any_token_may_read: bool = False
    """Whether a token needs no scope to read here."""

    authentication_classes: Any = [TokenAuthentication]
    permission_classes: Any = [TokenScope]
    throttle_classes: Any = [RateLimit]
    parser_classes: Any = [JSONParser]
    renderer_classes: Any = [JSONRenderer]
    content_negotiation_class = AlwaysFirst
    metadata_class = None
    http_method_names = ["get", "head", "post", "patch", "delete"]

    request: ApiRequest
    post: Any

    def dispatch(self, request: HttpRequest, *args: Any, workspace: str, **kwargs: Any) -> Any:
        """Keep the workspace's slug out of the handlers' arguments: it is `request.workspace` there."""
        return super().dispatch(request, *args, **kwargs)

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Check credentials, scope and limits; see to it that a repeated POST is answered, not done again.

        Raises `LengthRequired` for a body in chunks.
        """
        if "Transfer-Encoding" in request.headers and not request.headers.get("Content-Length"):
            raise LengthRequired
        key = request.headers.get(KEY) if request.method == "POST" else None
        if key is not None:
            request.body  # noqa: B018 - kept before anything else reads the stream, to compare with the first request
        super().initial(request, *args, **kwargs)
        if key is not None:
            self.post = partial(answer_once, key, self.post)

    def finalize_response(self, request: Any, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Tell the client how much of its limit is left."""
        response = super().finalize_response(request, response, *args, **kwargs)
        for name, value in rate_headers(request).items():
            response.headers.setdefault(name, value)
        return response


class Unknown(APIView):
    """Every address under `/api/` that is none."""

    authentication_classes: Any = []
    permission_classes: Any = []
    renderer_classes: Any = [JSONRenderer]
    content_negotiation_class = AlwaysFirst
    schema = None

    def initial(self, request: Any, *args: Any, **kwargs: Any) -> None:
        """Answer any method by 404."""
        raise NotFound

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """Never reached: it makes the address known to the router."""
        raise NotFound
