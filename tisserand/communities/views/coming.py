"""Coming in by an invitation, leaving, and coming back."""

from datetime import timedelta

from django.contrib.auth import login
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tisserand.people.door import public, signed_in
from tisserand.people.sign_in import BACKEND
from tisserand.ui.notices import say

from .. import inviting
from ..door import allow
from ..models import Invitation, LastLcm, Membership
from .home import front_page
from .members import last_lcm_words

# Who left by mistake comes back by themselves; later, they ask.
UNDO_WITHIN = timedelta(days=1)


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request, token):
    """GET only shows a button, for machines open links before people do; POST joins."""
    invitation = Invitation.objects.with_token(token)
    if invitation is None or not invitation.waiting:
        status = 410 if invitation else 404
        return render(request, "communities/invitation_over.html", {"invitation": invitation}, status=status)
    must_sign_in = inviting.must_sign_in(invitation, request.user)
    if request.method != "POST" or must_sign_in:
        context = {"invitation": invitation, "community": None, "must_sign_in": must_sign_in}
        return render(request, "communities/accept_invitation.html", context)
    membership = inviting.accept(invitation, now=invitation.community.now())
    if membership is None:
        return redirect("accept-invitation", token)
    if request.user != membership.person:
        login(request, membership.person, backend=BACKEND)
    say(request, _("Welcome to “%(community)s”.") % {"community": membership.community.name})
    return redirect(front_page(membership))


@allow("come in", before_charter=True)
def leave(request, community):
    if request.method != "POST":
        return render(request, "communities/leave.html")
    try:
        request.membership.leave(by=request.user, now=community.now())
    except LastLcm:
        say(request, last_lcm_words(), tone="error")
        return redirect("member", community.slug, request.membership.pk)
    undo = reverse("come-back", args=[community.slug])
    say(request, _("You have left “%(community)s”.") % {"community": community.name}, undo)
    return redirect("home")


@require_POST
@signed_in
def come_back(request, community):
    """Undo one's own leaving, for a day."""
    member = get_object_or_404(
        Membership.objects.select_related("community__organisation"),
        community__slug=community,
        person=request.user,
    )
    now = member.community.now()
    if member.left_at:
        lines = member.community.events.about(member).filter(verb="left", at=member.left_at)
        if now - member.left_at > UNDO_WITHIN or not lines.by(request.user).exists():
            raise Http404
    member = member.community.admit(request.user, member.role, by=request.user, now=now)
    say(request, _("You are back in “%(community)s”.") % {"community": member.community.name})
    return redirect(front_page(member))
