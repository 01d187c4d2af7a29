from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.conversations.models import Thread
from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from .models import Lift


@panel("community.more", order=10)
def chat(context) -> str:
    url = path_of("chat", context["community"].slug)
    here = context["request"].path.startswith(url)
    return nav_item(url, _("Live chat"), here)


@panel("thread.origin")
def from_a_room(context, thread: Thread) -> str:
    """A question that was first said in a room: where, when, and who brought it here. Asks nothing of the
    database for any other thread."""
    if not (thread.source_key or "").startswith("chat "):
        return ""
    lift = (
        Lift.objects.filter(thread=thread)
        .select_related("room__community__organisation", "lifted_by")
        .first()
    )
    if lift is None:
        return ""
    url = lift.room.url_of_day(lift.room.day_of(lift.said_at))
    return render_to_string("chat/_origin.html", {"lift": lift, "thread": thread, "url": url})
