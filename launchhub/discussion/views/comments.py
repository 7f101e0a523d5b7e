"""The discussion of an object: a fragment that any page includes, and a page of its own without JavaScript."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods, require_POST

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.scoping import EditableModel
from launchhub.discussion.actions import comments
from launchhub.discussion.forms import CommentForm
from launchhub.discussion.models import Comment
from launchhub.discussion.views.targets import target_or_404
from launchhub.lib.text import typed_text
from launchhub.web.access import get_visible
from launchhub.web.forms import attempt, dialog
from launchhub.web.links import link
from launchhub.web.responses import fragment, page_or_fragment, redirect_to, saved, wants_fragment

LIST = "discussion/list.html"


@require_http_methods(["GET", "POST"])
def index(request: WorkspaceRequest, noun: str, pk: UUID) -> HttpResponse:
    """What was said about an object; POST says something more."""
    target = target_or_404(request, noun, pk)
    form = _form(pk, request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _shown(request, target, form)
    fields = {"noun": noun, "target_id": pk, **form.as_fields()}
    if not attempt(form, lambda: comments.create(by=request.member, **fields)):
        return _shown(request, target, form)
    if not wants_fragment(request):
        return redirect_to(request, "discussion:index", noun=noun, pk=pk)
    return _shown(request, target, _form(pk))


@require_http_methods(["GET", "POST"])
def edit(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Edit one's own comment."""
    comment = get_visible(Comment, request, pk)
    comments.require_author(comment, request.member)
    form = CommentForm(request.POST or None, obj=comment)
    if form.is_valid() and attempt(form, lambda: comments.update(comment, by=request.member, **form.as_fields())):
        return _back(request, comment, "Saved.")
    return dialog(request, "discussion/edit.html", form, comment=comment)


@require_POST
def delete(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Take back one's own comment; an admin takes away anybody's."""
    comment = get_visible(Comment, request, pk)
    comments.delete(comment, by=request.member)
    return _back(request, comment, "The comment is deleted.")


@require_POST
def preview(request: WorkspaceRequest, field: str) -> HttpResponse:
    """Show the Markdown in a field of a form as it will look."""
    try:
        text = typed_text(request.POST.get(field, ""))
    except ValidationError as error:
        return page_or_fragment(request, "discussion/preview.html", "preview", {"text": "", "error": error.message})
    return page_or_fragment(request, "discussion/preview.html", "preview", {"text": text, "error": ""})


def _form(pk: UUID, sent: QueryDict | None = None) -> CommentForm:
    """Return the form of the discussion: more than one may stand on a page, so ids name what it is about."""
    return CommentForm(sent, auto_id=f"id_%s_{pk}")


def _shown(request: WorkspaceRequest, target: EditableModel, form: CommentForm) -> HttpResponse:
    said = list(Comment.objects.visible_to(request.member).on(target.pk))
    context = {"target": target, "comments": said, "form": form}
    if request.method == "POST" and not form.is_bound:  # a new form in the place of the one that was sent
        return fragment(request, LIST, "discussion", context)
    return page_or_fragment(request, LIST, "discussion", context, status=422 if form.errors else 200)


def _back(request: WorkspaceRequest, comment: Comment, message: str) -> HttpResponse:
    to = link(request, "discussion:index", noun=comment.target_noun, pk=comment.target_id)
    return saved(request, to, message=message, changed=[f"discussion-{comment.target_id}"])
