from datetime import timedelta

from django.utils.translation import gettext as _

from tisserand.people import links

from .kinds import Class, Content, kind

# Somebody who asked for a link an hour ago has come in another way, or given up for today.
STILL_WANTED = timedelta(hours=1)


@kind("sign-in", Class.NECESSARY)
def sign_in(envelope):
    now = envelope.claimed_at
    if now - envelope.created_at > STILL_WANTED:
        return None
    link = links.issue(envelope.person, now=now, next_url=envelope.data.get("next", ""))
    return Content("mail/emails/sign_in", _("Your link to sign in"), {"link": link})
