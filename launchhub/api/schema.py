"""The OpenAPI description of every operation, derived in one place: summary, scope, parameters, errors, examples."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from launchhub.api.examples import example
from launchhub.api.idempotency import KEY
from launchhub.api.limits import WINDOW
from launchhub.api.parameters import TRIMMING
from launchhub.api.scopes import READS, needed
from launchhub.api.serializers import BULK_LIMIT

SUMMARIES = {
    "list": "List {plural}",
    "retrieve": "Get {one}",
    "create": "Create {one}",
    "update": "Change {one}",
    "destroy": "Delete {one}",
    "restore": "Restore {one} from the bin",
    "bulk": "Create many {plural}, all or none",
}
ERRORS = {
    400: "Something in the request is not right; “errors” says what",
    401: "No credentials, or none that are valid",
    403: "A right or scope is lacking; the detail names it",
    404: "No such object or workspace, or none that you may see",
    409: "The state of things does not allow it; “blockers” says what stands in the way",
    412: "Somebody else changed the object; “current” is how it is now",
    415: "The body is not JSON",
    422: "The Idempotency-Key was used for another request",
    429: "Too many requests; try again after Retry-After seconds",
}


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """One thing that is not right: a place in the body, or a query parameter."""

    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body, “” for all of it.")
    parameter = serializers.CharField(required=False, help_text="Name of a query parameter.")
    detail = serializers.CharField()


class ProblemSerializer(serializers.Serializer[Any]):
    """What went wrong (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = ProblemErrorSerializer(many=True, required=False)  # type: ignore[assignment]
    blockers = serializers.ListField(child=serializers.DictField(), required=False)
    current = serializers.DictField(required=False)


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How to sign a request."""

    target_class = "launchhub.api.authentication.TokenAuthentication"
    name = ["token", "session"]

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[Any]]]:
        """Return that either is enough."""
        return [{"token": []}, {"session": []}]

    def get_security_definition(self, auto_schema: Any) -> list[dict[str, str]]:
        """Return the two ways in."""
        from django.conf import settings

        return [
            {"type": "http", "scheme": "bearer", "bearerFormat": "lh_…"},
            {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME},
        ]


class Schema(AutoSchema):
    """Describes an operation of a collection or view."""

    view: Any

    def get_operation_id(self) -> str:
        """Return a name that stays: the collection and its action, and the method where an action has several."""
        methods = [method for method, name in self._action_map().items() if name == self.action]
        several = len(set(methods) - {"head"}) > 1
        return "_".join([self.place, self.action, *([self.method.lower()] if several else [])])

    @property
    def place(self) -> str:
        """The collection's name in the address, or the view's."""
        words = [part for part in self.path.split("/") if part and not part.startswith("{")]
        return getattr(self.view, "basename", None) or (words[-1] if words[-1] != "v1" else "workspace")

    @property
    def action(self) -> str:
        """The action of a collection; the method of a view."""
        return getattr(self.view, "action", None) or self.method.lower()

    def get_tags(self) -> list[str]:
        """Return the collection, under which the documentation groups its operations."""
        return [self.place]

    def get_summary(self) -> str:
        """Return one line: what the operation does."""
        model = getattr(self.view, "model", None)
        if model is None or self.action not in SUMMARIES:
            return (self._handler().__doc__ or "").strip().partition("\n")[0].rstrip(".")
        noun = str(getattr(model, "noun", model._meta.verbose_name)).replace("_", " ")
        one = f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
        return SUMMARIES[self.action].format(one=one, plural=self.place.replace("_", " "))

    def get_description(self) -> str:  # type: ignore[override]
        """Return what the collection is, and the scope that a token needs."""
        about = (type(self.view).__doc__ or "").strip()
        if self.action not in SUMMARIES:
            about = (self._handler().__doc__ or about).strip()
        return f"{about}\n\n{self._scope()}"

    def get_filter_backends(self) -> list[Any]:
        """Return the filters of the collection's own list; lists below an object have those of their rows."""
        return list(super().get_filter_backends()) if self.action == "list" else []

    def get_request_serializer(self) -> Any:
        """Return what comes in: nothing for a restore, a list for a bulk request."""
        if self.action == "restore":
            return None
        if self.action == "bulk":
            return self.view.get_serializer_class()(many=True)
        return super().get_request_serializer()

    def get_operation(self, *args: Any) -> Any:
        """Return the operation with parameters, errors and examples."""
        operation = super().get_operation(*args)
        if operation:
            operation["parameters"] = [*operation.get("parameters", []), *self._headers()]
            self._adapt_answers(operation["responses"])
            self._add_examples(operation)
            for answer in operation["responses"].values():
                answer["description"] = answer.get("description") or operation["summary"]
            for status in self._errors():
                operation["responses"].setdefault(str(status), self._problem(status))
        return operation

    def _action_map(self) -> dict[str, str]:
        return getattr(self.view, "action_map", None) or {}

    def _handler(self) -> Any:
        return getattr(self.view, self.action)

    def _scope(self) -> str:
        if self.view.any_token_may_read and self.method in READS:
            return "Any token may read this."
        return f"A token needs the scope `{needed(self.view.scope, self.method)}`."

    def _headers(self) -> list[dict[str, Any]]:
        described = {}
        if self.method == "POST":
            described[KEY] = ("header", "Any text of up to 255 characters: a repeat with it gets the first answer.")
        if self.action in ("update", "destroy"):
            described["If-Match"] = ("header", 'The ETag of the object as you know it, for example "3".')
        if self.action == "retrieve":
            described["If-None-Match"] = ("header", "The ETag that you have: 304 when it is still that.")
            described |= {name: ("query", text) for name, text in TRIMMING.items()}
        return [
            {"name": name, "in": place, "description": text, "schema": {"type": "string"}}
            for name, (place, text) in described.items()
        ]

    def _errors(self) -> list[int]:
        is_write = self.method not in READS
        relevant = {409: is_write, 412: self.action in ("update", "destroy"), 415: is_write, 422: self.method == "POST"}
        return [status for status in ERRORS if relevant.get(status, True)]

    def _problem(self, status: int) -> dict[str, Any]:
        shown = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": ERRORS[status]}
        if status == 400:
            shown["errors"] = [{"pointer": "/name", "detail": "This field is required."}]
        schema = self.resolve_serializer(ProblemSerializer, "response").ref
        answer: dict[str, Any] = {
            "description": ERRORS[status],
            "content": {"application/problem+json": {"schema": schema, "example": shown}},
        }
        if status == 429:
            answer["headers"] = {"Retry-After": {"schema": {"type": "integer", "maximum": WINDOW}}}
        name = HTTPStatus(status).phrase.replace(" ", "")
        component = ResolvedComponent(name, ResolvedComponent.RESPONSE, schema=answer, object=name)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        return dict(component.ref)

    def _adapt_answers(self, responses: dict[str, Any]) -> None:
        """Tell what the serializer does not: bulk answers, ETags, and what only the answer to a POST shows."""
        if self.action == "bulk":
            answer = responses["201"] = responses.pop("200", None) or responses["201"]
            media = answer["content"]["application/json"]
            items = media["schema"].get("items", media["schema"])
            results = {"type": "array", "items": items, "maxItems": BULK_LIMIT}
            media["schema"] = {"type": "object", "required": ["results"], "properties": {"results": results}}
        if self.action == "create" and getattr(self.view, "shown_once", None):
            media = responses["201"]["content"]["application/json"]
            once = {name: {"type": "string", "description": text} for name, text in self.view.shown_once.items()}
            media["schema"] = {"allOf": [media["schema"], {"type": "object", "properties": once}]}
        if self.action in ("retrieve", "create", "update", "restore"):
            answer = next(iter(responses.values()))
            answer["headers"] = {"ETag": {"description": "The version, quoted.", "schema": {"type": "string"}}}
        if self.action == "create":
            responses["201"]["headers"]["Location"] = {"schema": {"type": "string", "format": "uri"}}

    def _add_examples(self, operation: dict[str, Any]) -> None:
        """Give every body an example."""
        schemas = {name: component.schema for (name, kind), component in self.registry._components.items()}
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for media in (media for body in bodies for media in body.get("content", {}).values()):
            if not {"example", "examples"} & media.keys():
                media["example"] = example(media["schema"], schemas)
