"""Taking a table in: choose the file, see where its columns go, try it, do it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods

from launchhub.accounts.middleware import WorkspaceRequest
from launchhub.accounts.rights import Right, require
from launchhub.imports import actions, tables, uploads
from launchhub.imports.models import Import, Upload
from launchhub.imports.registry import importable
from launchhub.lib.errors import Conflict, Forbidden
from launchhub.pages.forms.imports import FileForm, MappingForm
from launchhub.web.access import get_visible
from launchhub.web.responses import form_error, page, page_or_fragment, redirect_to

PER_PAGE = 50
PREPARE = "pages/imports/prepare.html"


@require_GET
def index(request: WorkspaceRequest) -> HttpResponse:
    """What was tried and taken in, the latest first."""
    rows = Import.objects.visible_to(request.member).select_related("member__user").order_by("-id")
    rows = rows.defer("errors", "notes", "mapping", "defaults")
    shown = Paginator(rows.annotate(has_errors=~Q(errors=[])), PER_PAGE).get_page(request.GET.get("page"))
    return page(request, "pages/imports/index.html", {"imports": shown.object_list, "pages": shown})


@require_GET
def detail(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """The report of one import."""
    report = get_visible(Import.objects.select_related("member__user"), request, pk)
    return page(request, "pages/imports/detail.html", {"report": report})


@require_http_methods(["GET", "POST"])
def create(request: WorkspaceRequest) -> HttpResponse:
    """First step: what is in which file."""
    require(request.member, Right.WORK)
    form = FileForm(request.POST or None, request.FILES or None, initial={"kind": request.GET.get("kind")})
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            tables.check_size(file.size)
            upload = uploads.keep(file.read(), kind=form.cleaned_data["kind"], filename=file.name, by=request.member)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect_to(request, "pages:import_prepare", pk=upload.pk)
    answer = form_error if request.method == "POST" else page_or_fragment
    return answer(request, "pages/imports/new.html", "form", {"form": form})


@require_http_methods(["GET", "POST"])
def prepare(request: WorkspaceRequest, pk: UUID) -> HttpResponse:
    """Second step: where the columns go. “Try” says what would happen, “Import” does it, all or nothing."""
    upload = Upload.objects.visible_to(request.member).filter(pk=pk).first()
    if upload is None:
        message = "That file is no longer there: it was imported, replaced by another, or too old. Choose it again."
        return redirect_to(request, "pages:import_new", message=message)
    table, kind = tables.read(bytes(upload.content), upload.filename), importable(upload.kind)
    is_sent = "try" in request.POST or "import" in request.POST
    given = {"data": request.POST} if is_sent else {"chosen": request.POST.dict()}
    form = MappingForm(**given, table=table, kind=kind, member=request.member)
    context: dict[str, Any] = {"form": form, "upload": upload, "table": table, "report": None}
    if not is_sent:
        return page_or_fragment(request, PREPARE, "mapping", context)
    if form.is_valid():
        context["report"] = report = _run(form, table, upload, dry_run="try" in request.POST, request=request)
        if report and report.is_clean and not report.dry_run:
            uploads.forget(upload)
            return redirect_to(request, "pages:import", pk=report.pk, message=f"{upload.filename} is imported.")
        if report and report.is_clean:
            return page_or_fragment(request, PREPARE, "mapping", context)
    return form_error(request, PREPARE, "mapping", context)


def _run(
    form: MappingForm, table: tables.Table, upload: Upload, *, dry_run: bool, request: WorkspaceRequest
) -> Import | None:
    """Return the report, or None with the form saying what is wrong with the whole."""
    try:
        return actions.run(
            table,
            kind=upload.kind,
            by=request.member,
            filename=upload.filename,
            mapping=form.mapping,
            defaults=form.defaults,
            dry_run=dry_run,
        )
    except (ValidationError, Forbidden, Conflict) as error:
        form.add_error(None, error.messages if isinstance(error, ValidationError) else str(error))
    return None
