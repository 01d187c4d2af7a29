from csp.decorators import csp_replace
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.mail.written import videos
from tisserand.ui.notices import say
from tisserand.ui.templating.functions import path_of

from .. import attachments, pace, writing
from ..forms import DescriptionForm, DraftForm
from ..models import Attachment
from .leading import leads_on
from .posts import standing_post


@require_POST
@allow("take part")
def keep_picture(request: CommunityRequest, community: Community) -> HttpResponse:
    """A picture for a text that is being written: kept for who writes it, for a day. For the editor."""
    form = DraftForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({name: " ".join(said) for name, said in form.errors.items()}, status=422)
    drawn = form.cleaned_data["picture"].described(form.cleaned_data["description"])
    try:
        pace.keep(request.user)
        kept = attachments.draft(drawn, by=request.user, now=timezone.now())
    except ValidationError as error:
        return JsonResponse({"picture": " ".join(error.messages)}, status=422)
    url = path_of("attachment", community.slug, kept.token)
    said = {"url": url, "width": kept.width, "height": kept.height, "filename": kept.description}
    return JsonResponse(said | {"contentType": kept.media_type}, status=201)


@leads_on("threads__posts__attachments__token")
@allow("take part")
def describe_picture(request: CommunityRequest, community: Community, token: str) -> HttpResponse:
    here = {"post__thread__community": community, "post__deleted_at": None, "post__thread__deleted_at": None}
    pictures = Attachment.objects.select_related("post__thread__community", "post__author")
    picture = get_object_or_404(pictures, token=token, width__isnull=False, **here)
    post = picture.post
    if not (post.written_by(request.user) or request.membership.may("moderate")):
        raise PermissionDenied
    form = DescriptionForm(posted(request), initial={"description": picture.description})
    if request.method == "POST" and form.is_valid():
        writing.describe(picture, form.cleaned_data["description"], by=request.user, now=community.now())
        say(request, _("Thank you. Whoever does not see the picture now knows what it shows."))
        return redirect(post.url)
    context = {"picture": picture, "post": post, "thread": post.thread, "form": form}
    return render(request, "conversations/describe_picture.html", context, status=422 if form.errors else 200)


@require_GET
@xframe_options_sameorigin
@allow("come in")
def play_video(request: CommunityRequest, community: Community, pk: int, number: int) -> HttpResponse:
    """The player of a video of a message, for who asked for it: the one page that lets in a frame of another
    site, and of that site only."""
    post = standing_post(request, community, pk)
    urls = videos.in_html(post.html)
    video = videos.of(urls[number]) if number < len(urls) else None
    if video is None:
        raise Http404
    page = render(
        request, "conversations/play_video.html", {"video": video, "post": post, "url": urls[number]}
    )
    site = "https://" + video.player.split("/")[2]
    opened = {"frame-ancestors": ["'self'"], "media-src" if video.film else "frame-src": [site]}
    return csp_replace(opened)(lambda _request: page)(request)
