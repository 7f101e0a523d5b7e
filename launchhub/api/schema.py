"""The OpenAPI description of every operation, derived in one place: summary, scope, parameters, errors, examples."""

from __future__ import annotations

from http import HTTPStatus
from inspect import cleandoc
from typing import Any

from django.db import models
from drf_spectacular.extensions import OpenApiAuthenticationExtension, OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from launchhub.accounts.scoping import EditableModel
from launchhub.api.answers import ERRORS, ETAG, LOCATION, RATE, ProblemSerializer, problem_answer
from launchhub.api.collections import Collection
from launchhub.api.examples import example
from launchhub.api.filters import Filters
from launchhub.api.idempotency import KEY
from launchhub.api.parameters import trimming
from launchhub.api.preconditions import IF_MATCH
from launchhub.api.scopes import READS, areas_in, needed
from launchhub.api.serializers import BULK_LIMIT, ResourceSerializer, Strict
from launchhub.lib.text import human_list

VISIBLE = {"type": "string", "pattern": "^[\\x21-\\x7e]{1,255}$"}
SUMMARIES = {
    "list": "List {plural}",
    "retrieve": "Get {one}",
    "create": "Create {one}",
    "update": "Change {one}",
    "destroy": "Delete {one}",
    "restore": "Restore {one} from the bin",
    "bulk": "Create many {plural}, all or none",
    "change_bulk": "Change many {plural}, all or none",
}
WAYS_IN = {
    "token": "An API token, made on the page “API tokens” or by POST to `tokens/`; operations name their scopes.",
    "session": "The session of the browser. Writes also need the CSRF token in the header `X-CSRFToken`.",
}


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
            {"type": "http", "scheme": "bearer", "bearerFormat": "lh_…", "description": WAYS_IN["token"]},
            {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME, "description": WAYS_IN["session"]},
        ]


class JSONFieldDescription(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call]
    """What a JSON value is, where it is known."""

    target_class = "launchhub.api.fields.JSONField"

    def map_serializer_field(self, auto_schema: Any, direction: str) -> dict[str, Any]:
        """Return the schema of an object, a list, or anything."""
        known: dict[Any, dict[str, Any]] = {dict: {"type": "object"}, list: {"type": "array", "items": {}}}
        return known.get(self.target.kind, {})


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
        about = type(self.view).__doc__ or ""
        if self.action not in SUMMARIES:
            about = self._handler().__doc__ or about
        about = cleandoc(about)  # Markdown takes what is indented for code
        return f"{about}\n\n{self._scope()}"

    def _get_filter_parameters(self) -> list[dict[str, Any]]:
        rows = self._listed()
        return Filters().get_schema_operation_parameters(rows) if rows else []

    def _get_pagination_parameters(self) -> list[dict[str, Any]]:
        rows = self._listed()
        return rows.pagination_class().get_schema_operation_parameters(rows) if rows else []

    def _listed(self) -> Any:
        """Return the collection whose rows the operation lists: its own, or one below an object; else None."""
        answer: Any = self.get_response_serializers()
        if self.action == "list":
            return self.view
        if self.method not in READS or not isinstance(answer, serializers.ListSerializer):
            return None
        found: Any = Collection.collections.get(getattr(getattr(answer.child, "Meta", None), "model", models.Model))
        return found and found()

    def get_request_serializer(self) -> Any:
        """Return what comes in: nothing for a restore, a list for a bulk request."""
        if self.action == "restore":
            return None
        if self.action == "bulk":
            return self.view.get_serializer_class()(many=True)
        if self.action == "change_bulk":
            return self.view.edit_serializer_class(many=True, partial=True)
        return super().get_request_serializer()

    def get_operation(self, *args: Any) -> Any:
        """Return the operation with parameters, errors, headers and examples."""
        operation = super().get_operation(*args)
        if operation:
            operation["parameters"] = [*operation.get("parameters", []), *self._more_parameters()]
            self._adapt_answers(operation["responses"])
            self._add_examples(operation)
            for answer in operation["responses"].values():
                answer["description"] = answer.get("description") or operation["summary"]
                answer["headers"] = answer.get("headers", {}) | RATE
            for status in self._errors(operation):
                operation["responses"].setdefault(str(status), self._problem(status))
        return operation

    def _postprocess_serializer_schema(self, schema: Any, serializer: Any, direction: str) -> Any:
        """Tell that what comes in is closed, and that what goes out is complete."""
        schema = super()._postprocess_serializer_schema(schema, serializer, direction)  # type: ignore[no-untyped-call]
        if direction == "request" and isinstance(serializer, Strict):
            schema["additionalProperties"] = False
            if "id" in schema.get("properties", ()):  # one of many edits: all else is left out that does not change
                schema["required"] = ["id"]
        if direction == "response" and isinstance(serializer, ResourceSerializer):
            schema["required"] = sorted(schema["properties"])
        return schema

    def _action_map(self) -> dict[str, str]:
        return getattr(self.view, "action_map", None) or {}

    def _handler(self) -> Any:
        return getattr(self.view, self.action)

    def _scope(self) -> str:
        if self.view.any_token_may_read and self.method in READS:
            return "Any token may read this."
        scopes = [f"`{needed(each, self.method)}`" for each in areas_in(self.view.scope)]
        of_object = ": that of the object which it is about" if len(scopes) > 1 else ""
        return f"A token needs the scope {human_list(scopes, 'or')}{of_object}."

    @property
    def _is_versioned(self) -> bool:
        return issubclass(getattr(self.view, "model", object), EditableModel)

    @property
    def _may_be_unchanged(self) -> bool:
        """Whether the version says all: what other rows go into has changed though it is the same."""
        return self.action == "retrieve" and self._is_versioned and self.view.shape().of_own_row

    def _more_parameters(self) -> list[dict[str, Any]]:
        described = {}
        if self.method == "POST":
            described[KEY] = ("1 to 255 visible ASCII characters: a repeat with it gets the first answer.", VISIBLE)
        if self.action in ("update", "destroy") and self._is_versioned:
            described[IF_MATCH.name] = (str(IF_MATCH.description), {"type": "string"})
        if self._may_be_unchanged:
            described["If-None-Match"] = ("The ETag that you have: 304 when it is still that.", {"type": "string"})
        headers = [
            {"name": name, "in": "header", "description": text, "schema": schema}
            for name, (text, schema) in described.items()
        ]
        trims = self.action == "retrieve"
        return [*headers, *(trimming(self.view.shape().names, self.view.expandable()) if trims else [])]

    def _errors(self, operation: dict[str, Any]) -> list[int]:
        is_write, has_body = self.method not in READS, "requestBody" in operation
        relevant = {
            409: is_write,
            412: any(parameter["name"] == IF_MATCH.name for parameter in operation["parameters"]),
            411: has_body or self.method == "POST",
            413: has_body or self.method == "POST",
            415: has_body or self.method == "POST",
            422: self.method == "POST",
        }
        return [status for status in ERRORS if relevant.get(status, True)]

    def _problem(self, status: int) -> dict[str, Any]:
        answer = problem_answer(status, self.resolve_serializer(ProblemSerializer, "response").ref)
        name = HTTPStatus(status).phrase.replace(" ", "")
        component = ResolvedComponent(name, ResolvedComponent.RESPONSE, schema=answer, object=name)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        return dict(component.ref)

    def _adapt_answers(self, responses: dict[str, Any]) -> None:
        """Tell what the serializer does not: bulk answers, ETags, and what only the answer to a POST shows."""
        if self.action in ("bulk", "change_bulk"):
            [answer] = [responses.pop(status) for status in ("200", "201") if status in responses]
            responses["201" if self.action == "bulk" else "200"] = answer
            media = answer["content"]["application/json"]
            items = self._with_once(media["schema"].get("items", media["schema"]))
            results = {"type": "array", "items": items, "maxItems": BULK_LIMIT}
            media["schema"] = {"type": "object", "required": ["results"], "properties": {"results": results}}
        if self.action == "create":
            media = responses["201"]["content"]["application/json"]
            media["schema"] = self._with_once(media["schema"])
        if self.action in ("retrieve", "create", "update", "restore") and self._is_versioned:
            next(iter(responses.values()))["headers"] = dict(ETAG)
        if self._may_be_unchanged:
            responses["304"] = {"description": "It is still the version that you have", "headers": dict(ETAG)}
        if self.action == "create":
            responses["201"]["headers"] = responses["201"].get("headers", {}) | LOCATION

    def _with_once(self, made: dict[str, Any]) -> dict[str, Any]:
        """Return the schema of an object just made: with what is shown only then, where there is such a thing."""
        if not self.view.shown_once:
            return made
        plain = made["$ref"].rpartition("/")[2]
        schema = self.registry._components[plain, ResolvedComponent.SCHEMA].schema
        once = {name: {"type": "string", "description": text} for name, text in self.view.shown_once.items()}
        more = {"properties": schema["properties"] | once, "required": [*schema["required"], *once]}
        component = ResolvedComponent(f"New{plain}", ResolvedComponent.SCHEMA, schema=schema | more, object=plain)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(component)
        return dict(component.ref)

    def _add_examples(self, operation: dict[str, Any]) -> None:
        """Give every body an example."""
        schemas = {name: component.schema for (name, kind), component in self.registry._components.items()}
        bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
        for media in (media for body in bodies for media in body.get("content", {}).values()):
            if not {"example", "examples"} & media.keys():
                media["example"] = example(media["schema"], schemas)
