"""When and for whom something is foreseen, in words."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .audiences import AUDIENCES
from .models import Written

Anchor = Written.Anchor


def day(item: Written) -> str:
    """« 3 jours après le début », « le jour même », « une semaine après la fin »."""
    anchors = {
        Anchor.START: _("the start"),
        Anchor.ROOM_DAY: _("day %(number)s in the room") % {"number": item.room_day},
        Anchor.END: _("the end"),
    }
    said = {"anchor": anchors[Anchor(item.anchor)], "days": abs(item.days)}
    if item.days == 0:
        return _("on the day of %(anchor)s") % said
    if item.days < 0:
        return (
            ngettext("%(days)s day before %(anchor)s", "%(days)s days before %(anchor)s", -item.days) % said
        )
    return ngettext("%(days)s day after %(anchor)s", "%(days)s days after %(anchor)s", item.days) % said


def whom(item: Written) -> str:
    """« ceux qui n’ont pas commencé », for whoever is among them; "" when it is everybody."""
    rule = AUDIENCES.get(item.audience, AUDIENCES["everyone"])
    return "" if rule.key == "everyone" or item.to != Written.To.LEARNERS else str(rule.name)


def people(item: Written) -> str:
    """« apprenants : ceux qui n’ont pas commencé »."""
    rule = AUDIENCES.get(item.audience, AUDIENCES["everyone"])
    said = {"to": item.get_to_display(), "who": str(rule.name)}
    return said["to"] if rule.key == "everyone" else _("%(to)s: %(who)s") % said
