from django.db.models import Q
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import patch_cache_control

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community

from ..models import Attachment
from .leading import leads_on


@leads_on("threads__posts__attachments__token")
@allow("come in")
def attachment(request: CommunityRequest, community: Community, token: str) -> HttpResponse:
    """A file of a standing post, or a picture of one's own text that is not sent yet; `?small` is the picture
    for a phone. Only images are shown in place; nothing in it can run as a page of ours."""
    posted = Q(post__thread__community=community, post__deleted_at=None, post__thread__deleted_at=None)
    unsent = Q(post=None, held=None, uploaded_by=request.user)
    found = get_object_or_404(Attachment, posted | unsent, token=token)
    file = found.small if found.small and "small" in request.GET else found.file
    response = FileResponse(
        file.open("rb"),
        as_attachment=not found.is_image,
        filename=found.name,
        content_type="text/plain; charset=utf-8" if found.media_type == "text/plain" else found.media_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, max_age=3600)
    return response
