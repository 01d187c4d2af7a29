from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from .models import Job


@panel("site.tools", order=40)
def dead_letters(context) -> str:
    count = Job.objects.failed().count()
    words = _("None: everything asked for was done.")
    if count:
        words = ngettext("%(count)d waits for you to look.", "%(count)d wait for you to look.", count)
    return render_to_string(
        "ui/_tool.html",
        {"url": path_of("dead-letters"), "label": _("Tasks that failed"), "words": words % {"count": count}},
    )
