from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from tisserand.ui.slots import panel
from tisserand.ui.templating.functions import path_of

from . import stopping
from .door import mailbox_is_open


@panel("preferences.mail")
def stopped_mail(context) -> str:
    """What this person has stopped, each with the way back."""
    person = context["request"].user
    links = {one.mail_class: stopping.link(person, one.mail_class) for one in person.stopped_mail.all()}
    return render_to_string("mail/_stopped.html", {"links": links}) if links else ""


@panel("site.tools", order=80)
def mailbox(context) -> str:
    if not mailbox_is_open():
        return ""
    words = _("What this site would have sent: no mail server is set, nothing leaves the machine.")
    return render_to_string(
        "ui/_tool.html", {"url": path_of("mailbox"), "label": _("Mail box"), "words": words}
    )
