"""Attachments over REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import FileResponse
from django.urls import reverse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from launchhub.api.authentication import ApiRequest
from launchhub.api.fields import IdField, TextField
from launchhub.api.rows import Rows
from launchhub.api.serializers import Strict
from launchhub.discussion.actions import attachments
from launchhub.discussion.api.targets import NOUNS, OnObjects, OnObjectSerializer
from launchhub.discussion.downloads import download
from launchhub.discussion.forms import AROUND
from launchhub.discussion.models import Attachment

FORM = {
    "type": "object",
    "required": ["noun", "target", "file"],
    "additionalProperties": False,
    "properties": {
        "noun": {"type": "string", "enum": [noun for noun, _ in NOUNS], "description": "What kind of object it is on."},
        "target": {"type": "string", "format": "uuid", "description": "The id of the object that it is on."},
        "file": {"type": "string", "format": "binary", "description": "The file, with its name."},
        "external_id": {"type": "string", "maxLength": 200},
    },
}


class AttachmentSerializer(OnObjectSerializer):
    """A file on an object. `kind` is the media type that its content shows; `size` is in bytes; `url` downloads it."""

    url = serializers.URLField(read_only=True)

    class Meta:
        model = Attachment
        fields = ["noun", "target", "name", "size", "kind", "sha256", "url", "author", "author_name"]
        read_only_fields = ["name", "size", "kind", "sha256", "author"]


class SentSerializer(Strict):
    """Where a file belongs."""

    noun = serializers.ChoiceField(choices=NOUNS)
    target = IdField()
    external_id = TextField(max_length=200, required=False, allow_blank=True)


class Attachments(OnObjects):
    """Files on objects. A file is seen by whoever sees what it is on; its author or an admin may delete it."""

    model = Attachment
    serializer_class = AttachmentSerializer
    actions = attachments
    parser_classes = [MultiPartParser]
    search_fields = ("name",)
    bulk = None  # type: ignore[assignment]  # a request has one file

    @extend_schema(request={"multipart/form-data": FORM}, responses={201: AttachmentSerializer})
    def create(self, request: ApiRequest) -> Response:
        """Attach a file to an object: a form with the parts `noun`, `target` and `file`."""
        # Before the form is read, since Django would keep a file of any size on the disk first.
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.ATTACHMENT_MAX_MB * 2**20 + AROUND:
            raise RequestDataTooBig
        form: Any = request.data
        asked = SentSerializer(data={name: form.get(name) for name in form if name != "file"})
        asked.is_valid(raise_exception=True)
        file = form.get("file")
        if not hasattr(file, "read"):
            raise ValidationError({"file": "Send a file as the part “file”."})
        fields = dict(asked.validated_data)
        return self.created(self.perform_create({"target_id": fields.pop("target"), "file": file, **fields}))

    @extend_schema(responses={(200, "*/*"): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"])
    def file(self, request: ApiRequest, pk: UUID) -> FileResponse:
        """Download the file."""
        return download(self.get_object())

    def extend(self, rows: Rows) -> None:
        """Say where each file is."""
        slug = self.request.workspace.slug
        for row in rows:
            path = reverse("api:attachments-file", kwargs={"workspace": slug, "pk": row["id"]})
            row["url"] = self.request.build_absolute_uri(path)
