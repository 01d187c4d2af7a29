from urllib.parse import quote

from django.db.models import OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from tisserand.mail.addressing import reply_address
from tisserand.ui.hints import hint
from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel

from .models import Pin, Topic


@hint("place", "topics")
def topics_here():
    return Topic.objects.standing().filter(community=OuterRef("community"))


@hint("place", "pins")
def pins_here():
    return Pin.objects.filter(thread__community=OuterRef("community"))


@panel("community.nav", order=20)
def conversations(context) -> str:
    url = reverse("conversations", args=[context["community"].slug])
    here = context["request"].path.startswith(url)
    return nav_item(url, _("Conversations"), here)


@panel("help", order=10)
def ask_for_help(context) -> str:
    """Help at the foot of every page: the request says which page it came from."""
    url = reverse("new-thread", args=[context["community"].slug])
    url += "?kind=help&from=" + quote(context["request"].path)
    return render_to_string("conversations/_ask_for_help.html", {"url": url})


@panel("help", order=20)
def ask_by_mail(context) -> str:
    """The address where this person asks from their mail program; nothing where no mail is received."""
    person, community = context["request"].user, context["community"]
    address = reply_address(person, "community", community.pk, now=timezone.now())
    return render_to_string("conversations/_ask_by_mail.html", {"address": address}) if address else ""
