from urllib.parse import quote

from django.db.models import OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from tisserand.mail.addressing import reply_address
from tisserand.ui.hints import hint
from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from . import news
from .models import Pin, Thread, Topic


@hint("place", "topics")
def topics_here():
    return Topic.objects.standing().filter(community=OuterRef("community"))


@hint("place", "pins")
def pins_here():
    return Pin.objects.filter(thread__community=OuterRef("community"))


@panel("community.nav", order=20)
def conversations(context) -> str:
    url = path_of("conversations", context["community"].slug)
    here = context["request"].path.startswith(url)
    return nav_item(url, _("Conversations"), here)


@panel("thread.new", order=20)
def tell_everybody(context) -> str:
    member = context["membership"]
    if not member or not member.may("tell news"):
        return ""
    return render_to_string("conversations/_tell_news.html", {"community": context["community"]})


@panel("thread.under", order=10)
def read_by(context, thread: Thread) -> str:
    """Under a piece of news: who has opened it, for who runs the community; for the others, that it is
    seen."""
    if thread.kind != Thread.Kind.NEWS:
        return ""
    runs = context["membership"].may("tell news")
    shown = {"thread": thread, "community": context["community"]}
    shown["readers"] = news.readers(thread) if runs else None
    return render_to_string("conversations/_news.html", shown)


@panel("preferences.mail", order=20)
def another_choice_here(context) -> str:
    """What is chosen once for all may differ in one community."""
    mine = context["my_communities"]
    return render_to_string("conversations/_another_choice.html", {"communities": mine}) if mine else ""


@panel("help", order=10)
def ask_for_help(context) -> str:
    """Help at the foot of every page: the request says which page it came from."""
    url = path_of("new-thread", context["community"].slug)
    url += "?kind=help&from=" + quote(context["request"].path)
    return render_to_string("conversations/_ask_for_help.html", {"url": url})


@panel("help", order=20)
def ask_by_mail(context) -> str:
    """The address where this person asks from their mail program; nothing where no mail is received."""
    person, community = context["request"].user, context["community"]
    address = reply_address(person, "community", community.pk, now=timezone.now())
    return render_to_string("conversations/_ask_by_mail.html", {"address": address}) if address else ""
