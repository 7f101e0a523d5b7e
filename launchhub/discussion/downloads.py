"""Files on their way to a browser or a program."""

from __future__ import annotations

from django.core.files.storage import default_storage
from django.http import FileResponse, Http404

from launchhub.discussion.models import Attachment


def download(attachment: Attachment) -> FileResponse:
    """Return the file to be saved, never to be shown in the browser. Raises 404 when the store has lost it.

    The security headers of every answer do the rest: `nosniff`, and a policy under which nothing in it would run.
    """
    try:
        content = default_storage.open(str(attachment.file))
    except FileNotFoundError as error:
        raise Http404(f"The file of attachment {attachment.pk} is not in the store.") from error
    response = FileResponse(content, as_attachment=True, filename=attachment.name, content_type=attachment.kind)
    response.headers["Cache-Control"] = "private, no-cache"  # who may no longer see it asks in vain
    return response
