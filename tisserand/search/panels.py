from django.template.loader import render_to_string

from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of


@panel("community.search", order=10)
def search_box(context) -> str:
    """The box at the head of each page; the page of results has its own, larger."""
    here = context["request"].resolver_match
    if here and here.url_name == "search":
        return ""
    url = path_of("search", context["community"].slug)
    return render_to_string("search/_box.html", {"url": url})
