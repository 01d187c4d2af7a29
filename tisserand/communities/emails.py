from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope

from .models import Invitation


@kind("invitation", Class.NECESSARY)
def invitation(envelope: Envelope) -> Content | None:
    """Not sent when it was withdrawn or accepted meanwhile."""
    asked = (
        Invitation.objects.waiting()
        .filter(pk=envelope.items[0]["invitation"], email=envelope.person.email)
        .select_related("community__organisation", "invited_by")
        .first()
    )
    if asked is None:
        return None
    inviter = asked.invited_by.name if asked.invited_by else asked.community.organisation.name
    link = settings.SITE_URL + reverse("accept-invitation", args=[asked.token])
    words = {"name": inviter, "community": asked.community.name}
    return Content(
        "communities/emails/invitation",
        _("%(name)s invites you to join “%(community)s”") % words,
        {"invitation": asked, "community": asked.community, "inviter": inviter, "link": link},
        sender_name=asked.community.name,
        list_name=asked.community.slug,
    )
