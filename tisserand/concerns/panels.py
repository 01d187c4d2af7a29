from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of


@panel("community.nav", order=15)
def concerns(context) -> str:
    """A door, without a number on it."""
    here = context["request"].resolver_match
    current = bool(here) and here.url_name == "concerns"
    shown = {"url": path_of("concerns"), "label": _("What concerns me"), "current": current}
    return render_to_string("ui/_nav_item.html", shown)


@panel("person.menu", order=5)
def from_anywhere(context) -> str:
    return render_to_string("concerns/_menu.html", {"url": path_of("concerns")})
