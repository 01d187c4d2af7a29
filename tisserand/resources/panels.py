from django.db.models import OuterRef
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.ui.hints import has, hint
from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from . import reading, tying
from .models import Sheet, Synthesis


@hint("thread", "sheets")
def sheets_of_thread():
    return Sheet.objects.published().filter(thread=OuterRef("pk"))


@hint("thread", "synthesis")
def synthesis_of_thread():
    return Synthesis.objects.filter(thread=OuterRef("pk"), withdrawn_at=None)


@panel("community.more", order=30)
def resources(context) -> str:
    url = path_of("sheets", context["community"].slug)
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


@panel("topic.edit")
def step_of(context, topic) -> str:
    """Beside the name of a topic, for who arranges them: the step it goes with."""
    community, steps = context["community"], tying.steps_of(context["community"])
    tied = tying.ties_of(community).get(topic.pk)
    if not steps:
        return ""
    shown = {"topic": topic, "steps": steps, "step": tied.step if tied else None, "community": community}
    return render_to_string("resources/_tie.html", shown, request=context["request"])


@panel("topic.about")
def goes_with(context, topic) -> str:
    """Above the conversations of a topic: the step it goes with."""
    tied = tying.ties_of(context["community"]).get(topic.pk)
    shown = {"step": tied.step if tied else None, "community": context["community"]}
    return render_to_string("resources/_step.html", shown) if tied else ""


@panel("step.under")
def spoken_of(context, step) -> str:
    """Under a step: where it is spoken of."""
    topics = tying.topics_by_step(context["community"]).get(step.pk, [])
    shown = {"topics": topics, "community": context["community"]}
    return render_to_string("resources/_topics.html", shown) if topics else ""
