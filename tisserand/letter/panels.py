from django.utils.translation import gettext as _

from tisserand.ui.navigation import nav_item
from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

PAGES = {"letters", "letter", "edit-letter", "approve-letter", "my-letter", "letters-on-paper"}


@panel("community.more", order=40)
def letters(context) -> str:
    here = context["request"].resolver_match
    current = bool(here) and here.url_name in PAGES
    return nav_item(path_of("letters", context["community"].slug), _("The letter"), current)
