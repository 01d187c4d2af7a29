from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from . import removing


@panel("site.tools", order=60)
def example(context) -> str:
    """Only where there are invented people."""
    if not removing.invented().exists():
        return ""
    words = _("The invented people of the example, and what was theirs: see what would go, and remove it.")
    tool = {"url": path_of("remove-example"), "label": _("The example"), "words": words}
    return render_to_string("ui/_tool.html", tool)
