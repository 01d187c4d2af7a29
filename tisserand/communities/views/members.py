from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.ui.notices import say

from .. import presence
from ..door import allow, posted
from ..forms import MemberForm, NewMemberForm
from ..models import LastLcm, Membership

A_PAGE = 60


def _member(community, pk: int) -> Membership:
    member = get_object_or_404(community.memberships.select_related("person"), pk=pk)
    member.community = community
    return member


@allow("come in")
def members(request, community):
    everybody = community.memberships.present()
    role, words = request.GET.get("role", ""), request.GET.get("name", "").strip()
    chosen = everybody.filter(role=role) if role in Membership.Role.values else everybody
    context = {
        "page": Paginator(chosen.named(words[:100]).for_list(), A_PAGE).get_page(request.GET.get("page")),
        "counts": dict(everybody.values_list("role").annotate(Count("pk")).order_by()),
        "roles": Membership.Role.choices,
        "role": role,
        "words": words,
        "manages": request.membership.may("manage members"),
    }
    return render(request, "communities/members.html", context)


@allow("come in")
def member(request, community, pk):
    member, manages = _member(community, pk), request.membership.may("manage members")
    if member.left_at and not manages:
        raise Http404
    now = community.now()
    context = {
        "member": member,
        "manages": manages,
        "roles": Membership.Role.choices,
        "presence": presence.words(member, now) if manages else "",
        "now": now,
    }
    return render(request, "communities/member.html", context)


@allow("manage members")
def create_member(request, community):
    form = NewMemberForm(posted(request), community=community)
    if not form.is_valid():
        return render(
            request, "communities/create_member.html", {"form": form}, status=422 if form.is_bound else 200
        )
    with transaction.atomic():
        person = form.known or _new_person(form, community)
        member = community.admit(person, form.cleaned_data["role"], by=request.user, now=community.now())
    say(request, _("%(name)s is a member now.") % {"name": person.name})
    return redirect("member", community.slug, member.pk)


def _new_person(form, community):
    person = form.instance
    person.language, person.time_zone = community.language, community.organisation.time_zone
    return form.save()


@allow("manage members")
def edit_member(request, community, pk):
    member = _member(community, pk)
    if not _is_ours_to_edit(member):
        raise Http404
    form = MemberForm(posted(request), instance=member.person, community=community)
    if not form.is_valid():
        context = {"form": form, "member": member}
        return render(request, "communities/edit_member.html", context, status=422 if form.is_bound else 200)
    with transaction.atomic():
        form.save()
        community.record("changed", request.user, member, at=community.now(), fields=form.changed_data)
    say(request, _("The details are saved."))
    return redirect("member", community.slug, member.pk)


def _is_ours_to_edit(member: Membership) -> bool:
    """Who has come in once looks after their own details."""
    return member.person.last_login is None and not member.person.is_administrator


@require_POST
@allow("manage members")
def change_role(request, community, pk):
    """The way back is the same address: `?role=` holds the role before, `&after=` the one it takes back."""
    member, role = _member(community, pk), request.POST.get("role") or request.GET.get("role")
    before = member.role
    if role not in Membership.Role.values or member.left_at or request.GET.get("after", before) != before:
        raise Http404
    try:
        member.change_role(role, by=request.user, now=community.now())
        words = {"name": member.person.first_name, "role": member.get_role_display()}
        say(request, _("%(name)s’s role is now: %(role)s.") % words, _way_back(request, member, before))
    except LastLcm:
        say(request, last_lcm_words(), tone="error")
    if member.pk == request.membership.pk and not member.may("manage members"):
        return redirect("members", community.slug)
    return redirect("member", community.slug, member.pk)


def _way_back(request, member: Membership, before: str) -> str | None:
    """None when nothing has changed, or when whoever did it may do so no more."""
    still_may = member.pk != request.membership.pk or member.may("manage members")
    if member.role == before or not still_may:
        return None
    return (
        f"{reverse('change-role', args=[member.community.slug, member.pk])}?role={before}&after={member.role}"
    )


def last_lcm_words() -> str:
    return _("Nobody else runs this community. First give this role to somebody else.")


@allow("manage members")
def remove_member(request, community, pk):
    member = _member(community, pk)
    if member.pk == request.membership.pk:
        return redirect("leave", community.slug)
    if request.method != "POST":
        return render(request, "communities/remove_member.html", {"member": member})
    try:
        member.leave(by=request.user, now=community.now())
    except LastLcm:
        say(request, last_lcm_words(), tone="error")
        return redirect("member", community.slug, member.pk)
    undo = reverse("restore-member", args=[community.slug, member.pk])
    say(request, _("%(name)s is no longer a member.") % {"name": member.person.name}, undo)
    return redirect("members", community.slug)


@require_POST
@allow("manage members")
def restore_member(request, community, pk):
    member = _member(community, pk)
    community.admit(member.person, member.role, by=request.user, now=community.now())
    say(request, _("%(name)s is a member again.") % {"name": member.person.name})
    return redirect("member", community.slug, member.pk)
