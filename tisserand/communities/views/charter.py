"""The charter: read and agreed to at the entrance, written by who runs the community."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tisserand.ui.notices import say

from .. import charter as charters
from ..door import allow, posted
from ..forms import CharterForm
from .home import front_page


@allow("come in", before_charter=True)
def charter(request, community):
    """GET reads it; POST agrees to the wording that was shown, and goes on to where one was going."""
    found = community.charters.in_force().first()
    if found is None:
        raise Http404
    waits = charters.to_accept(request.membership)
    goal = request.POST.get("next") or request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(goal, None) or not goal.startswith(f"/c/{community.slug}/"):
        goal = front_page(request.membership)
    if request.method == "POST" and request.POST.get("charter") == str(found.pk):
        found.accept(request.membership, now=community.now())
        return redirect(goal)
    context = {"charter": found, "waits": waits, "goal": goal, "changed": request.method == "POST"}
    context["of_unnamed"] = charters.of_unnamed(community)
    return render(request, "communities/charter.html", context)


@allow("settle the community")
def edit_charter(request, community):
    """Write it, or begin from the one that is proposed."""
    found = community.charters.in_force().first()
    form = CharterForm(posted(request), charter=found)
    if form.is_valid():
        said = form.cleaned_data
        written = charters.write(
            community, said["text"], by=request.user, again=said["again"], now=community.now()
        )
        say(request, _("The charter is saved.") if written else _("There is no charter any more."))
        return redirect("settings", community.slug)
    others = community.memberships.present().exclude(pk=request.membership.pk).count()
    context = {"form": form, "found": found, "others": others}
    return render(request, "communities/edit_charter.html", context, status=422 if form.is_bound else 200)
