"""The creation of a noun below an object, where that noun is nothing but a verb: transitions, changes of look."""

from __future__ import annotations

import uuid

from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.collections import Collection
from launchhub.api.preconditions import expected_version


class Acting(Collection):
    """Base of collections whose objects have verbs of their own."""

    def act(self, verb: str, request: ApiRequest, pk: uuid.UUID) -> Response:
        """Do a verb of the actions to the object that the address names; answer 201 with it as it is then."""
        obj, fields = self.get_object(), self.valid(request.data)
        self._act(verb, obj, expected_version=expected_version(request, obj), **fields)
        return self.answer(self.one(pk), status=201)
