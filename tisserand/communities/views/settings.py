from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tisserand.mail import addressing
from tisserand.ui.notices import say

from .. import tasks
from ..door import allow, posted
from ..forms import CommunityForm, OrganisationForm


@allow("settle the community")
def settings(request, community):
    ours = CommunityForm(posted(request), instance=community)
    calendar = OrganisationForm(posted(request), instance=community.organisation, prefix="organisation")
    if not all([ours.is_valid(), calendar.is_valid()]):
        community.refresh_from_db()
        shared = community.organisation.communities.exclude(pk=community.pk).count()
        address = addressing.here(community.slug)
        context = {"form": ours, "calendar": calendar, "shared": shared, "address": address}
        context["charter"] = community.charters.in_force().first()
        return render(request, "communities/settings.html", context, status=422 if ours.is_bound else 200)
    with transaction.atomic():
        ours.save(), calendar.save()
        changed = ours.changed_data + calendar.changed_data
        community.record("changed", request.user, community, at=community.now(), fields=changed)
        if "time_zone" in calendar.changed_data:  # days of presence are days of the calendar
            tasks.rebuild_presence.enqueue(community.organisation_id)
    say(request, _("The settings are saved."))
    return redirect("settings", community.slug)
