from django.db.models import OuterRef
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tisserand.ui.hints import has, hint
from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel

from . import reading
from .models import Sheet, Synthesis


@hint("thread", "sheets")
def sheets_of_thread():
    return Sheet.objects.published().filter(thread=OuterRef("pk"))


@hint("thread", "synthesis")
def synthesis_of_thread():
    return Synthesis.objects.filter(thread=OuterRef("pk"), withdrawn_at=None)


@panel("community.nav", order=25)
def resources(context) -> str:
    url = reverse("sheets", args=[context["community"].slug])
    here = context["request"].path.startswith(url)
    return nav_item(url, _("Resources"), here)


@panel("thread.top", order=20)
def became_a_sheet(context, thread) -> str:
    """The sheets that this conversation has become."""
    sheets = reading.sheets_of(thread) if has(thread, "sheets") else []
    return render_to_string("resources/_became.html", {"sheets": sheets}) if sheets else ""


@panel("thread.top", order=30)
def synthesis(context, thread) -> str:
    """What stands on top of a long conversation."""
    page = reading.synthesis_on(thread) if has(thread, "synthesis") else None
    if page is None:
        return ""
    member, now = context["membership"], context["now"]
    shown = {"page": page, "thread": thread, "community": thread.community, "now": now}
    return render_to_string("resources/_synthesis.html", shown | {"may_write": member.may("sum up")})


@panel("thread.aside", order=40)
def write_from_here(context, thread) -> str:
    """For those who put what was said in order."""
    member = context["membership"]
    if thread.deleted_at or not (member.may("sum up") or member.may("keep sheets")):
        return ""
    return render_to_string("resources/_from_here.html", {"thread": thread, "community": thread.community})
