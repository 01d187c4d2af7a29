from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope

from . import links
from .models import Erasure, Export


@kind("erasure-planned", Class.NECESSARY)
def erasure_planned(envelope: Envelope) -> Content | None:
    """Somebody asked, they or an administrator. Not sent once it is withdrawn or done."""
    erasure = _pending(envelope)
    if erasure is None:
        return None
    asked = erasure.cause == Erasure.Cause.THEMSELVES
    context = {
        "erasure": erasure,
        "asked": asked,
        "link": links.stay(erasure) if asked else "",
        "data_url": _data(),
    }
    return Content("privacy/emails/erasure_planned", _("Your account is going to be erased"), context)


@kind("account-unseen", Class.NECESSARY)
def account_unseen(envelope: Envelope) -> Content | None:
    erasure = _pending(envelope)
    if erasure is None:
        return None
    context = {"erasure": erasure, "link": links.stay(erasure), "data_url": _data()}
    return Content("privacy/emails/account_unseen", _("Shall we keep your account?"), context)


@kind("export-ready", Class.NECESSARY)
def export_ready(envelope: Envelope) -> Content | None:
    found = Export.objects.filter(pk=envelope.data["export"], state=Export.State.READY).first()
    if found is None:
        return None
    link = settings.SITE_URL + reverse("my-export", args=[found.pk])
    return Content(
        "privacy/emails/export_ready",
        _("All that we hold about you is ready"),
        {"export": found, "link": link},
    )


def _pending(envelope: Envelope) -> Erasure | None:
    return Erasure.objects.pending().filter(pk=envelope.data["erasure"]).first()


def _data() -> str:
    return settings.SITE_URL + reverse("my-data")
