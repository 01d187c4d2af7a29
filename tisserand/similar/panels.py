from django.template.loader import render_to_string

from tisserand.conversations.models import Thread
from tisserand.ui.slots import panel


@panel("thread.asking")
def similar_questions(context, form) -> str:
    """Under what is being written: whether somebody has asked it before. Filled while one types, or by its
    button; the page that a press of the button gives brings what was found."""
    here = {name: context.get(name) for name in ("community", "request", "now")}
    if found := context.get("similar"):
        here |= {"sheets": found.sheets, "found": found.questions}
    return render_to_string("similar/_panel.html", here)


@panel("thread.aside", order=30)
def others_have_asked(context, thread: Thread) -> str:
    """Beside a question: the way to those that resemble it. What it leads to is fetched once it is in sight:
    the page itself asks nothing for it."""
    if not thread.asks or thread.deleted_at:
        return ""
    return render_to_string("similar/_beside.html", {"thread": thread, "community": context["community"]})
