"""The files on an object: a fragment that any page includes, a page without JavaScript, and the downloads."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files import File
from django.http import FileResponse, HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.scoping import EditableModel
from launchhub.discussion.actions import attachments
from launchhub.discussion.downloads import download
from launchhub.discussion.forms import FilesForm
from launchhub.discussion.models import Attachment
from launchhub.discussion.views.targets import target_or_404
from launchhub.web.access import get_visible
from launchhub.web.links import link
from launchhub.web.responses import fragment, page_or_fragment, redirect_to, saved, wants_fragment

LIST = "discussion/attachments.html"


@require_http_methods(["GET", "POST"])
def index(request: WorkspaceRequest, noun: str, pk: UUID) -> HttpResponse:
    """The files on an object; POST attaches more: those that can be kept. The others are named, with the reason."""
    target = target_or_404(request, noun, pk)
    if request.method == "GET":
        return _shown(request, target, FilesForm(auto_id=f"id_%s_{pk}"))
    if FilesForm.is_too_large(request):
        form = FilesForm({}, auto_id=f"id_%s_{pk}")
        form.refuse_size()
        return _shown(request, target, form)
    form = FilesForm(request.POST, request.FILES, auto_id=f"id_%s_{pk}")
    if form.is_valid():
        for file in form.cleaned_data["file"]:
            _attach(request, target, form, file)
    if form.is_valid() and not wants_fragment(request):
        return redirect_to(request, "discussion:attachments", noun=noun, pk=pk)
    return _shown(request, target, form)


@require_GET
def file(request: WorkspaceRequest, pk: UUID) -> FileResponse:
    """Download a file."""
    return download(get_visible(Attachment, request, pk))


@require_POST
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take away one's own file; an admin takes away anybody's."""
    attachment = get_visible(Attachment, request, pk)
    attachments.delete(attachment, by=request.member)
    to = link(request, "discussion:attachments", noun=attachment.target_noun, pk=attachment.target_id)
    changed = [f"attachments-{attachment.target_id}"]
    return saved(request, to, message=f"“{attachment.name}” is deleted.", changed=changed)


def _attach(request: WorkspaceRequest, target: EditableModel, form: FilesForm, file: File[bytes]) -> None:
    """Attach one of several files, or put on the form what is wrong with it."""
    try:
        attachments.create(by=request.member, noun=target.noun, target_id=target.pk, file=file)
    except ValidationError as error:
        form.add_error("file", error.messages)


def _shown(request: WorkspaceRequest, target: EditableModel, form: FilesForm) -> HttpResponse:
    files = list(Attachment.objects.visible_to(request.member).on(target.pk))
    context = {"target": target, "attachments": files, "form": form}
    if request.method == "POST" and not form.errors:
        return fragment(request, LIST, "attachments", context)
    return page_or_fragment(request, LIST, "attachments", context, status=422 if form.errors else 200)
