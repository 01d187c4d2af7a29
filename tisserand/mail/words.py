"""What became of a mail, in words."""

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tisserand.ui import times

from .models import Envelope

# Kept in `problem`, before a colon and what the mail server said.
TAKEN_BACK, NO_REASON, NOT_WANTED, NO_ADDRESS = "taken-back", "no-reason", "not-wanted", "no-address"
NO_SUCH_ADDRESS, REFUSED, UNREACHABLE, BROKEN = "no-such-address", "refused", "unreachable", "broken"
ENOUGH = "enough"

PROBLEMS = {
    TAKEN_BACK: gettext_lazy("taken back before it left"),
    NO_REASON: gettext_lazy("not sent: it had been read on the site, or had lost its reason"),
    NOT_WANTED: gettext_lazy("not sent: this person asked for no mail"),
    NO_ADDRESS: gettext_lazy("not sent: this person has no address any more"),
    NO_SUCH_ADDRESS: gettext_lazy("not delivered: this address does not exist"),
    REFUSED: gettext_lazy("not delivered: their mail server refused it"),
    UNREACHABLE: gettext_lazy("not delivered: the mail server could not be reached for a day"),
    BROKEN: gettext_lazy("not sent: the mail could not be written"),
}


def of(envelope: Envelope) -> str:
    """« sent on 24 November at 10:00 », « not delivered: this address does not exist »…"""
    state, State = envelope.state, Envelope.State
    if state == State.SENT:
        return _("sent on %(when)s") % {"when": moment(envelope.sent_at)}
    if state == State.UNCERTAIN:
        return _(
            "may or may not have arrived: the connection broke on %(when)s, and it was not sent again"
        ) % {"when": moment(envelope.handed_at)}
    if state in (State.FAILED, State.DROPPED):
        return str(PROBLEMS.get(envelope.problem.partition(":")[0], envelope.get_state_display()))
    if state == State.WAITING and envelope.problem == ENOUGH:
        return _("waits until %(when)s: this person has had enough encouragement until then") % {
            "when": moment(envelope.due_at)
        }
    if state == State.WAITING and envelope.attempts:
        return _("not accepted yet, tried again on %(when)s") % {"when": moment(envelope.due_at)}
    if state == State.WAITING:
        return _("leaves on %(when)s") % {"when": moment(envelope.due_at)}
    return _("leaving")


def since(envelope: Envelope) -> datetime:
    return envelope.sent_at or envelope.handed_at or envelope.claimed_at or envelope.created_at


def moment(at: datetime | None) -> str:
    """« mardi 24 novembre 2026 à 10 h », in the zone that is active."""
    return times.exactly(timezone.localtime(at)) if at else ""
