"""Test reports as the body of a request: XML as it is, or a file in a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from rest_framework.exceptions import APIException
from rest_framework.parsers import BaseParser, MultiPartParser

from launchhub.api.authentication import ApiRequest
from qa.junit import MAX_BYTES

LIMIT = min(MAX_BYTES, settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
FORM = 4096
"""Bytes that a form may have around its file."""


class ReportTooLarge(APIException):
    """A report that is larger than we read (413)."""

    status_code = 413
    default_detail = f"The report is larger than {LIMIT // 1024 // 1024} MiB. Send it in parts, one for each suite."


class XMLParser(BaseParser):
    """Takes the body as it is; `qa.junit` reads it."""

    media_type = "application/xml"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Return the bytes. Raises `ReportTooLarge`."""
        body = stream.read(LIMIT + 1)
        if len(body) > LIMIT:
            raise ReportTooLarge
        return body


class TextXMLParser(XMLParser):
    """The same under XML's other name."""

    media_type = "text/xml"


PARSERS = [XMLParser, TextXMLParser, MultiPartParser]


def report_in(request: ApiRequest) -> bytes:
    """Return the report that a request brings: its body, or the file `report` of a form. Raises `ReportTooLarge`."""
    # Before the form is read, since Django would keep a file of any size on the disk first.
    if int(request.META.get("CONTENT_LENGTH") or 0) > LIMIT + FORM:
        raise ReportTooLarge
    data: Any = request.data
    if isinstance(data, bytes):
        return data
    file = data.get("report")
    if not hasattr(file, "read"):
        raise ValidationError({"report": "Send JUnit XML as the body (application/xml) or as the file “report”."})
    report: bytes = file.read()
    return report
