"""The base of every collection: what `api.md` calls "Conventions", for free.

`README.md` beside this file shows how to declare one.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from functools import cached_property
from types import ModuleType
from typing import Any

from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import models, transaction
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from rest_framework.decorators import action
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from launchhub.accounts.scoping import EditableModel
from launchhub.api.expansion import expand
from launchhub.api.filters import Filters
from launchhub.api.pagination import Key, KeysetPagination
from launchhub.api.parameters import TRIMMING, Selection, check_names, selection
from launchhub.api.preconditions import etag, expected_version, is_unchanged
from launchhub.api.rows import Row, Rows, Shape, compiled, shape_of
from launchhub.api.serializers import ResourceSerializer
from launchhub.api.standing import standing, values_for
from launchhub.api.views import WorkspaceView

Fields = dict[str, Any]


def with_once(made: Any) -> tuple[Any, Fields]:
    """Return an object just made, and what only the answer to its creation shows."""
    return made if isinstance(made, tuple) else (made, {})


class Collection(WorkspaceView, GenericViewSet[Any]):
    """Base of every collection: reads are scoped by the queryset, writes go to the actions.

    A collection offers what its `actions` module has: `create`, `update`, `delete`, `restore`. A ledger has none of
    the last three, so they are 405.
    """

    model: type[models.Model]
    serializer_class: type[ResourceSerializer]
    actions: ModuleType | None = None
    filterset_fields: tuple[str, ...] = ()
    filterset_class: Any = None
    search_fields: tuple[str, ...] = ()
    ordering_fields: tuple[str, ...] = ()
    ordering: tuple[str, ...] = ("id",)
    """The order of the list when none is asked for; ids grow with time."""

    shown_once: dict[str, str] = {}
    """What `perform_create` returns besides the object, with its description."""

    hidden_from_guests: dict[str, Any] = {}
    """Fields that may tell of more than what was shared with a guest → what guests get in their place."""

    computed_from: tuple[str, ...] = ()
    """Columns that `extend` reads besides those of the serializer."""

    extends_as_json: bool = False
    """Whether `extend` takes rows as the answer shows them: ids as texts, JSON columns unread."""

    place: str = ""
    """Its name in addresses (`api_routes`); "" for what is only shown below other objects."""

    collections: dict[type[models.Model], type[Collection]] = {}
    """Model → the collection whose objects `?expand=` shows."""

    filter_backends = (Filters,)
    pagination_class = KeysetPagination
    lookup_value_converter = "uuid"

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Let other collections expand their links to this one."""
        super().__init_subclass__(**kwargs)
        if "model" in cls.__dict__:
            cls.collections.setdefault(cls.model, cls)

    # What a collection may refine ------------------------------------------------------------------------------------

    def visible(self) -> QuerySet[Any]:
        """Return the rows that the member may read."""
        return self.model._default_manager.visible_to(self.request.member)  # type: ignore[attr-defined, no-any-return]

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add annotations for serializer fields that are no columns."""
        return queryset

    def extend(self, rows: Rows) -> None:
        """Fill in serializer fields that are neither columns nor annotations, for all rows at once."""

    def perform_create(self, fields: Fields) -> Any:
        """Create an object by the action and return it, or it and what only this answer shows."""
        return self._act("create", **fields)

    # Reading ---------------------------------------------------------------------------------------------------------

    def get_queryset(self) -> QuerySet[Any]:
        """Return the visible rows with their annotations."""
        if getattr(self, "swagger_fake_view", False):  # the description is made without a request
            return self.model._default_manager.none()
        return self.annotate(self.visible())

    @cached_property
    def everything(self) -> Any:
        """The rows of a list without filters: a queryset, made when a filter asks for it."""
        return SimpleLazyObject(self.get_queryset)

    def get_object(self) -> Any:
        """Return the visible object that the address names. Raises 404."""
        return get_object_or_404(self.visible(), pk=self.kwargs["pk"])

    def list(self, request: Any) -> Response:
        """List what you may see, in pages."""
        return self.page(self.everything)

    def retrieve(self, request: Any, pk: uuid.UUID) -> Response:
        """Get one object."""
        check_names(request.query_params, TRIMMING)
        row = self.one(pk)
        if self.shape().of_own_row and not self.selection.expand and is_unchanged(request, row):
            return Response(status=304, headers=etag(row))
        return self.answer(row)

    def page(self, queryset: QuerySet[Any]) -> Response:
        """Answer one page of a queryset of this collection's rows, filtered as the client asks."""
        paginator = self.pagination_class()
        rows = paginator.paginate_queryset(self.filter_queryset(queryset), self.request, view=self)
        return paginator.get_paginated_response(rows)

    def beside(self, other: type[Collection]) -> Collection:
        """Return another collection for the same request, to list its rows below an object of this one."""
        view = other(action="list")
        view.request = self.request
        return view

    def one(self, pk: uuid.UUID) -> Row:
        """Return one visible object as the API gives it, with what headers need. Raises 404."""
        hidden = ["version"] if issubclass(self.model, EditableModel) else []
        rows = self.read_where({"pk": pk}, hidden)
        if not rows:
            raise NotFound
        return rows[0]

    def current(self, obj: Any) -> Row:
        """Return how an object is now, for the answer to a stale write."""
        return self.finish([self.one(obj.pk)])[0]

    def answer(self, row: Row, status: int = 200, **headers: str) -> Response:
        """Answer one row that `one` gave; with 201, say where it is."""
        headers |= etag(row) | ({"Location": self.url_of(row["id"])} if status == 201 and self.place else {})
        return Response(self.finish([row])[0], status=status, headers=headers)

    @classmethod
    def shape(cls) -> Shape:
        """Return what the fields of this collection read."""
        return shape_of(cls.serializer_class)

    @classmethod
    def orderings(cls) -> tuple[str, ...]:
        """Return the names that `?ordering=` takes."""
        always = ("id", "created_at", "updated_at")
        return tuple(dict.fromkeys((*cls.ordering_fields, *(name for name in always if name in cls.shape().columns))))

    @classmethod
    def expandable(cls) -> tuple[str, ...]:
        """Return the names that `?expand=` takes: links to what has a collection."""
        return tuple(name for name, model in cls.shape().links.items() if model in cls.collections)

    @cached_property
    def selection(self) -> Selection:
        """Which fields the client wants, and which links expanded."""
        return selection(self.request.query_params, self.shape().names, self.expandable())

    def read(self, queryset: QuerySet[Any], hidden: Iterable[str]) -> Rows:
        """Return rows with the selected fields, and the `hidden` ones that order and headers need."""
        return compiled(queryset, self.shape(), self.read_names(hidden)).rows({}, as_json=self.is_as_json())

    def read_where(
        self, conditions: Mapping[str, Any], hidden: Iterable[str], order: tuple[Key, ...] = (), size: int | None = None
    ) -> Rows:
        """Return as `read` does the visible rows that fulfil conditions (look-up → value), the first ones if `size`."""
        if not self.request.member.is_guest:
            query = standing(type(self), self.read_names(hidden), tuple(conditions), order, size)
            if query is not None:
                return query.rows({**conditions, **values_for(self.request.member)}, as_json=self.is_as_json())
        rows = self.get_queryset().filter(**conditions).order_by(*(key.order(backwards=False) for key in order))
        return self.read(rows[:size], hidden)

    def read_names(self, hidden: Iterable[str]) -> tuple[str, ...]:
        """Return what is read: the selected fields, or all, which `extend` may need for what it computes."""
        names = (*self.shape().names, *self.computed_from) if self.is_extended() else self.selection.names
        return tuple(dict.fromkeys((*names, *hidden)))

    def is_extended(self) -> bool:
        """Say whether the client wants fields that `extend` may compute."""
        return type(self).extend != Collection.extend and not self.shape().others.isdisjoint(self.selection.names)

    def is_as_json(self) -> bool:
        """Say whether values are read as the answer shows them, which is quicker."""
        return self.extends_as_json or not self.is_extended()

    def finish(self, rows: Rows) -> Rows:
        """Compute, expand and trim: turn rows that `read` gave into the answer."""
        chosen = self.selection
        if self.is_extended():
            self.extend(rows)
        self.hide(rows)
        expand(self, rows, chosen.expand)
        if rows and tuple(rows[0]) == chosen.names:  # nothing to trim
            return rows
        return [{name: row[name] for name in chosen.names} for row in rows]

    def hide(self, rows: Rows) -> None:
        """Take out of the rows what guests do not see."""
        if self.request.member.is_guest:
            for row in rows:
                row |= {name: value for name, value in self.hidden_from_guests.items() if name in row}

    # Writing ---------------------------------------------------------------------------------------------------------

    @classmethod
    def offers(cls, verb: str) -> bool:
        """Say whether the actions have this verb."""
        return hasattr(cls.actions, verb)

    @classmethod
    def get_extra_actions(cls) -> Any:
        """Return the extra routes, without those that the actions do not offer."""
        needs = {"bulk": "create", "restore": "restore"}
        extra = super().get_extra_actions()
        return [each for each in extra if each.__name__ not in needs or cls.offers(needs[each.__name__])]

    def create(self, request: Any) -> Response:
        """Create an object."""
        return self.created(self.perform_create(self.valid(request.data)))

    def valid(self, data: Any, obj: Any = None, **options: Any) -> Any:
        """Return data validated by the serializer of this operation. Raises with the errors by pointer."""
        serializer = self.get_serializer(obj, data=data, **options)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    def created(self, made: Any) -> Response:
        """Answer 201 with an object just made, or with it and what only this answer shows."""
        obj, once = with_once(made)
        response = self.answer(self.one(obj.pk), status=201)
        response.data |= once
        return response

    def update(self, request: Any, pk: uuid.UUID) -> Response:
        """Change some fields of an object."""
        obj = self.get_object()
        fields = self.valid(request.data, obj, partial=True)
        self._act("update", obj, expected_version=expected_version(request, obj), **fields)
        return self.answer(self.one(pk))

    def destroy(self, request: Any, pk: uuid.UUID) -> Response:
        """Put an object into the bin, from where it can be restored."""
        obj = self.get_object()
        self._act("delete", obj, expected_version=expected_version(request, obj))
        return Response(status=204)

    @action(detail=True, methods=["post"])
    def restore(self, request: Any, pk: uuid.UUID) -> Response:
        """Take an object out of the bin."""
        rows: Any = self.model._default_manager
        self._act("restore", get_object_or_404(rows.deleted_for(request.member), pk=pk))
        return self.answer(self.one(pk))

    @action(detail=False, methods=["post"])
    def bulk(self, request: Any) -> Response:
        """Create up to 1,000 objects, all or nothing."""
        made = self._create_each(self.valid(request.data, many=True))
        found = self.read(self.get_queryset().filter(pk__in=made), ["id"])
        rows = dict(zip([str(row["id"]) for row in found], self.finish(found), strict=True))
        return Response({"results": [rows[str(pk)] | once for pk, once in made.items()]}, status=201)

    def url_of(self, pk: uuid.UUID) -> str:
        """Return the address of an object."""
        kwargs = {"workspace": self.request.workspace.slug, "pk": pk}
        return self.request.build_absolute_uri(reverse(f"api:{self.place}-detail", kwargs=kwargs))

    def _act(self, verb: str, *args: Any, **fields: Any) -> Any:
        return getattr(self.actions, verb)(*args, by=self.request.member, **fields)

    def _create_each(self, items: Iterable[Fields]) -> dict[uuid.UUID, Fields]:
        """Create each object and return ids with what is shown once. Raises with the errors of all, in their places."""
        made: dict[uuid.UUID, Fields] = {}
        errors: Any = []
        for fields in items:
            try:
                with transaction.atomic():
                    obj, once = with_once(self.perform_create(fields))
                made[obj.pk] = once
                errors.append({})
            except DjangoValidationError as error:
                errors.append(error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages})
        if any(errors):
            raise ValidationError(errors)
        return made
