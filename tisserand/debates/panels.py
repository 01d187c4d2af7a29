from django.db.models import OuterRef
from django.template.loader import render_to_string

from tisserand.conversations.models import Post, Thread
from tisserand.ui.hints import has, hint
from tisserand.ui.slots import panel

from . import reading, results
from .ballots import form_of
from .models import Poll


@hint("thread", "polls")
def polls_of_thread():
    return Poll.objects.filter(thread=OuterRef("pk"))


def _leads(context) -> bool:
    return bool(context["membership"]) and context["membership"].may("lead debates")


@panel("thread.under", order=20)
def debate(context, thread: Thread) -> str:
    """Under the question of a debate: the positions, how they moved, what it came to."""
    found = reading.of_thread(thread)
    if found is None:
        return ""
    shown = reading.show(found, context["membership"], now=context["community"].now())
    said = {"shown": shown, "debate": found, "community": context["community"]}
    return render_to_string("debates/_debate.html", said, request=context["request"])


@panel("thread.under", order=30)
def polls(context, thread: Thread) -> str:
    found = results.polls_of(thread) if has(thread, "polls") else []
    if not found:
        return ""
    lines = []
    for shown in results.show(found, context["membership"], now=context["community"].now()):
        options = list(shown.poll.options.all())
        form = (
            form_of(shown.poll, options, shown.mine)(auto_id=f"{shown.poll.anchor}-%s")
            if shown.may_vote
            else None
        )
        lines.append((shown, form))
    said = {"lines": lines, "community": context["community"]}
    return render_to_string("debates/_polls.html", said, request=context["request"])


@panel("thread.post")
def arguments(context, posts: list[Post]) -> dict[int, str]:
    """Above each message of a debate: for which position it speaks."""
    thread = context["thread"]
    if thread.kind != Thread.Kind.DEBATE:
        return {}
    positions = reading.positions_argued(thread)
    standing = [post.pk for post in posts if not post.deleted_at and post.pk in positions]
    return {pk: render_to_string("debates/_argument.html", {"position": positions[pk]}) for pk in standing}


@panel("thread.aside", order=60)
def add_poll(context, thread: Thread) -> str:
    if not _leads(context) or thread.deleted_at or thread.kind == Thread.Kind.POLL:
        return ""
    return render_to_string("debates/_add_poll.html", {"thread": thread, "community": context["community"]})


@panel("thread.new")
def open_one(context) -> str:
    """Where one begins to write: what those who lead may begin besides."""
    if not _leads(context):
        return ""
    return render_to_string("debates/_open.html", {"community": context["community"]})
