from django.template.loader import render_to_string
from django.urls import reverse

from tisserand.ui.slots import panel


@panel("community.search", order=10)
def search_box(context) -> str:
    """The box at the head of each page; the page of results has its own, larger."""
    here = context["request"].resolver_match
    if here and here.url_name == "search":
        return ""
    url = reverse("search", args=[context["community"].slug])
    return render_to_string("search/_box.html", {"url": url})
