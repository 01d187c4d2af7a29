from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community

from ..models import File, Message, Report


@allow("come in")
def private_file(request: CommunityRequest, community: Community, token: str) -> HttpResponse:
    """A file of a standing message, for who may read it; while the message is reported, for who judges it.
    Only images are shown in place; nothing in it can run as a page of ours."""
    seen = Q(message__in=Message.objects.readable_by(request.user).values("pk"))
    if request.membership.may("moderate"):
        reported = Report.objects.waiting().for_judge(request.user).order_by()
        seen |= Q(message__in=reported.values("message"))
    here = {"message__conversation__community": community, "message__deleted_at": None}
    found = get_object_or_404(File.objects.filter(seen, **here), token=token)
    response = FileResponse(
        found.file.open("rb"),
        as_attachment=not found.is_image,
        filename=found.name,
        content_type="text/plain; charset=utf-8" if found.media_type == "text/plain" else found.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, no_store=True)
    return response
