from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tisserand.ui.notices import say

from .. import inviting
from ..door import allow
from ..forms import InviteForm
from ..models import Membership

A_PAGE = 60


def _page(request, community, form, status=200):
    waiting = Paginator(community.invitations.waiting().for_list(), A_PAGE)
    context = {"form": form, "page": waiting.get_page(request.GET.get("page")), "now": community.now()}
    return render(request, "communities/invitations.html", context, status=status)


@allow("manage members")
def invitations(request, community):
    return _page(request, community, InviteForm(community))


@require_POST
@allow("manage members")
def create_invitations(request, community):
    """Shows what would be sent; sends it when it has been seen."""
    form = InviteForm(community, request.POST)
    if not form.is_valid():
        return _page(request, community, form, status=422)
    plan, role = form.plan, form.cleaned_data["role"]
    if "seen" not in request.POST or "change" in request.POST:
        if "change" in request.POST:
            return _page(request, community, form)
        seen = {"form": form, "plan": plan, "role": Membership.Role(role).label}
        return render(request, "communities/create_invitations.html", seen)
    made = inviting.invite(community, plan.to_invite, role, by=request.user, now=community.now())
    words = ngettext(
        "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(made)
    )
    say(request, words % {"count": len(made)})
    return redirect("invitations", community.slug)


@require_POST
@allow("manage members")
def withdraw_invitation(request, community, pk):
    invitation = get_object_or_404(community.invitations, pk=pk)
    if invitation.withdraw(by=request.user, now=community.now()):
        say(request, _("The invitation of %(email)s is withdrawn.") % {"email": invitation.email})
    else:
        say(request, _("This invitation has been answered already."), tone="waiting")
    return redirect("invitations", community.slug)


@require_POST
@allow("manage members")
def remind_invitation(request, community, pk):
    invitation = get_object_or_404(community.invitations.waiting(), pk=pk)
    invitation.community = community
    if inviting.remind(invitation, now=community.now()):
        say(request, _("The invitation of %(email)s is sent again.") % {"email": invitation.email})
    return redirect("invitations", community.slug)
