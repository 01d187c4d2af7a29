from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from . import keeping  # noqa: F401  it registers why a group is kept


@panel("community.more", order=20)
def meetings(context) -> str:
    url = path_of("live-sessions", context["community"].slug)
    return nav_item(url, _("Live sessions"), context["request"].path.startswith(url))


@panel("preferences", order=20)
def my_calendar(context) -> str:
    return render_to_string("meetings/_my_calendar.html")
