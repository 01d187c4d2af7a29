from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.cases import told_author, told_removed
from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.ui.notices import say

from .. import pace, reports, writing
from ..forms import EditForm, ReasonForm
from ..models import Post
from .leading import leads_on
from .threads import editor_urls, say_what_was_not_done, thread_here


@leads_on("threads__posts")
@allow("take part")
def edit_post(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    post = standing_post(request, community, pk)
    if not post.written_by(request.user):
        raise PermissionDenied
    form = EditForm(posted(request), request.FILES or None, post=post, **editor_urls(community))
    if request.method == "POST" and form.is_valid():
        try:
            pace.keep(request.user)
            post = writing.edit(post, by=request.user, now=community.now(), **form.writing())
        except ValidationError as error:
            form.refuse(error)
        else:
            say_what_was_not_done(request, post)
            return redirect(post.url)
    context = {"post": post, "thread": post.thread, "form": form}
    return render(request, "conversations/edit_post.html", context, status=422 if form.errors else 200)


@leads_on("threads__posts")
@allow("take part")
def delete_post(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    post = standing_post(request, community, pk)
    own = post.written_by(request.user)
    if not own and not request.membership.may("moderate"):
        raise PermissionDenied
    form = None if own else ReasonForm(posted(request), help_text=told_author())
    if request.method == "POST" and (own or form.is_valid()):
        who = {"by": request.user, "now": community.now()}
        if own:
            writing.delete(post, **who)
        else:
            reports.take_down(post, reason=form.cleaned_data["reason"], **who)
        say(request, told_removed(own), reverse("restore-post", args=[community.slug, post.pk]))
        return redirect(post.url)
    context = {"post": post, "thread": post.thread, "form": form, "own": own}
    wrong = form is not None and form.errors
    return render(request, "conversations/delete_post.html", context, status=422 if wrong else 200)


@leads_on("threads__posts")
@require_POST
@allow("take part")
def restore_post(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    post = post_here(request, community, pk)
    try:
        reports.put_back(post, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0], tone="error")
    else:
        say(request, _("The message is back."))
    return redirect(post.url)


@leads_on("threads__posts")
@allow("take part")
def post_history(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    post = standing_post(request, community, pk)
    if not (post.written_by(request.user) or request.membership.may("moderate")):
        raise PermissionDenied
    context = {"post": post, "thread": post.thread, "revisions": post.revisions.all(), "now": community.now()}
    return render(request, "conversations/post_history.html", context)


@leads_on("threads__posts")
@allow("take part")
def report_post(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    post = standing_post(request, community, pk)
    if post.written_by(request.user):
        raise PermissionDenied
    help_text = _("Only those who run this community will read it, and your name with it.")
    form = ReasonForm(posted(request), help_text=help_text)
    if request.method == "POST" and form.is_valid():
        try:
            pace.keep(request.user)
            reports.report(post, by=request.user, reason=form.cleaned_data["reason"], now=community.now())
        except ValidationError as error:
            form.add_error("reason", error.messages)
        else:
            say(request, _("Thank you. Somebody will look at it and tell you what was decided."))
            return redirect(post.url)
    context = {"post": post, "thread": post.thread, "form": form}
    return render(request, "conversations/report_post.html", context, status=422 if form.errors else 200)


@leads_on("threads__posts")
@allow("come in")
def post(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """The permanent address of a message: wherever it stands now."""
    return redirect(post_here(request, community, pk).url)


def post_here(request: CommunityRequest, community: Community, pk: int) -> Post:
    """The post of this address, deleted or not, in a thread that the member may see; 404 otherwise."""
    found = get_object_or_404(Post.objects.select_related("author"), pk=pk, thread__community=community)
    found.thread = thread_here(request, community, found.thread_id)
    return found


def standing_post(request: CommunityRequest, community: Community, pk: int) -> Post:
    post = post_here(request, community, pk)
    if post.deleted_at:
        raise Http404
    return post
