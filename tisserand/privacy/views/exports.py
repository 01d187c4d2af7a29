from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST

from tisserand.people.door import signed_in
from tisserand.people.limits import limited

from .. import starting
from ..models import Export

# Each one reads all that is held: some people click twice, nobody needs more.
OFTEN = "6 per hour"


@require_POST
@signed_in
@limited("export", OFTEN)
def create_my_export(request):
    export = starting.ask(request.user, by=request.user, now=timezone.now())
    return redirect("my-export", export.pk)


@signed_in
def my_export(request, pk):
    """How far it is. Asked again every two seconds while it is made."""
    export = get_object_or_404(Export, pk=pk, person=request.user)
    fragment = request.headers.get("HX-Request") == "true"
    page = "privacy/_export.html" if fragment else "privacy/my_export.html"
    return render(request, page, {"export": export})


@signed_in
def my_export_file(request, pk):
    return download(get_object_or_404(Export, pk=pk, person=request.user))


def download(export: Export) -> FileResponse:
    """The file, as one to keep; 404 when it is not there, or no more."""
    if not export.fetchable(timezone.now()):
        raise Http404
    name = f"tisserand-{timezone.localtime(export.ready_at):%Y-%m-%d}.zip"
    try:
        opened = export.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(opened, as_attachment=True, filename=name, content_type="application/zip")
    patch_cache_control(response, private=True, no_store=True)
    return response
