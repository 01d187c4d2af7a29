from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of


@panel("site.tools", order=20)
def personal_data(context) -> str:
    words = _("How long things are kept; what is held about somebody; who is to be erased.")
    tool = {"url": path_of("periods"), "label": _("Personal data"), "words": words}
    return render_to_string("ui/_tool.html", tool)


@panel("preferences")
def my_data(context) -> str:
    return render_to_string("privacy/_my_data.html")
