from urllib.parse import quote

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from tisserand.ui.slots import panel


@panel("community.nav", order=20)
def conversations(context) -> str:
    url = reverse("conversations", args=[context["community"].slug])
    here = context["request"].path.startswith(url)
    return render_to_string("ui/_nav_item.html", {"url": url, "label": _("Conversations"), "current": here})


@panel("help", order=10)
def ask_for_help(context) -> str:
    """Help at the foot of every page: the request says which page it came from."""
    url = reverse("new-thread", args=[context["community"].slug])
    url += "?kind=help&from=" + quote(context["request"].path)
    return render_to_string("conversations/_ask_for_help.html", {"url": url})
