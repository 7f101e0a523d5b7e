"""The date ledger over REST: read below everything that moves, written by moving it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.preconditions import IF_MATCH, expected_version
from launchhub.api.rows import Rows
from launchhub.notifications import acknowledging
from roadmap import slips
from roadmap.api.date_moves import NOT_YET, DateMoveSerializer, MovedSerializer, MoveSerializer
from roadmap.api.verbs import Acting
from roadmap.models import DateMove


class DateMoves(Collection):
    """The date ledger: every change of a promised date, newest first. Nothing in it is ever changed or deleted."""

    model = DateMove
    serializer_class = DateMoveSerializer
    scope = "roadmap"
    filterset_fields = ("launch", "subject_type", "subject_id", "reason", "actor")
    ordering_fields = ("days",)
    ordering = ("-created_at", "-id")
    hidden_from_guests = {"blast_radius": {}, "acknowledgements": []}

    def extend(self, rows: Rows) -> None:
        """Add who acknowledged each slip: two queries, however many lines."""
        events = slips.of_lines(self.request.member.workspace_id, rows)
        asked = acknowledging.asked_of(events.values())
        for row in rows:
            event = events.get(str(row["id"]))
            row["acknowledgements"] = [each.as_dict() for each in asked.get(event, [])] if event else []

    def read_names(self, hidden: Iterable[str]) -> tuple[str, ...]:
        """Return the names of what is read, with what says whether another launch caused a move."""
        return super().read_names([*hidden, "caused_by"])

    def hide(self, rows: Rows) -> None:
        """Take out for guests what a move touched, and the note that names the launch which caused it."""
        super().hide(rows)
        if self.request.member.is_guest:
            for row in rows:
                row |= {"note": ""} if row["caused_by"] and "note" in row else {}


class Moving(Acting):
    """Base of collections whose dates are kept in the ledger."""

    @extend_schema(responses=DateMoveSerializer(many=True))
    @action(detail=True, methods=["get"], serializer_class=MoveSerializer)
    def date_moves(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """List the moves of its date, newest first."""
        ledger = self.beside(DateMoves)
        return ledger.page(ledger.get_queryset().filter(subject_id=self.get_object().pk))

    @extend_schema(parameters=[IF_MATCH], request=MoveSerializer, responses={201: MovedSerializer})
    @date_moves.mapping.post
    def move(self, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Move its date."""
        obj, fields = self.get_object(), self.valid(request.data)
        line = self._act("move", obj, to=fields.pop("date"), expected_version=expected_version(request, obj), **fields)
        return self.moved(line)

    def moved(self, line: DateMove, **more: Any) -> Response:
        """Answer a move with its line in the ledger, and what else there is to say of it."""
        address = self.beside(DateMoves).url_of(line.pk)
        return Response({"date_move": self.line(line.pk), **more}, status=201, headers={"Location": address})

    def line(self, pk: uuid.UUID) -> dict[str, Any]:
        """Return a line of the ledger as the API shows it, without the blast radius."""
        ledger = self.beside(DateMoves)
        [line] = ledger.finish([ledger.one(pk)])
        return {name: value for name, value in line.items() if name not in NOT_YET}
