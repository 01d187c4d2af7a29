"""« Vous avez dit… »: what a group answered, in words for everybody. No names, no words of anybody."""

from django.utils import translation
from django.utils.translation import gettext as _

from .models import Planned
from .results import Results


def draft(planned: Planned, found: Results, language: str) -> dict[str, str]:
    """The title and the text with which somebody begins, in this language."""
    with translation.override(language):
        title = _("You said: %(title)s") % {"title": planned.headline}
        lines = [f"{found.sentence}."]
        for one in found.questions:
            counted = [
                "- " + _("%(label)s: %(count)s") % {"label": label, "count": n} for label, n in one.counts
            ]
            lines += ["", one.ask, *counted] if counted else []
        lines += ["", _("What changes from this week on: …"), _("What we cannot change, and why: …")]
        return {"subject": title[:150], "text": "\n".join(lines)}
