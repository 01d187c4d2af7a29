from django.template.loader import render_to_string

from tisserand.ui.slots import panel


@panel("thread.asking")
def similar_questions(context, form) -> str:
    """Under what is being written: whether somebody has asked it before. Filled while one types, or by its
    button; the page that a press of the button gives brings what was found."""
    here = {name: context.get(name) for name in ("community", "request", "now")}
    if found := context.get("similar"):
        here |= {"sheets": found.sheets, "found": found.questions}
    return render_to_string("similar/_panel.html", here)
