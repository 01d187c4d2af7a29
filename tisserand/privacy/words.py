"""What is held, as a person reads it: the name of each value, and the value, in the language now active."""

from datetime import date, datetime, time
from typing import Any

from django.utils import formats, timezone
from django.utils.translation import gettext, gettext_lazy, pgettext_lazy

from tisserand.people.held import Row

# By the names that holdings give to their values.
LABELS = {
    "title": gettext_lazy("title"),
    "review_on": gettext_lazy("to be read again on"),
    "version": gettext_lazy("version"),
    "words": gettext_lazy("words"),
    "accepted_at": gettext_lazy("accepted"),
    "starts_at": gettext_lazy("beginning"),
    "whether_you_come": gettext_lazy("whether you come"),
    "what_you_bring": gettext_lazy("what you bring to it"),
    "you_were_client": gettext_lazy("it was about your situation"),
    "you_were_host": gettext_lazy("you kept the time"),
    "how_you_came": gettext_lazy("how you came"),
    "you_led_it": gettext_lazy("you led it"),
    "active_days": gettext_lazy("days of presence"),
    "answer": gettext_lazy("what we answered"),
    "answers_received": gettext_lazy("answers received"),
    "as": pgettext_lazy("known by a system", "as"),
    "agreed_at": gettext_lazy("agreed"),
    "starts_on": gettext_lazy("from the"),
    "ends_on": gettext_lazy("until the"),
    "stopped_at": gettext_lazy("ended"),
    "asked_at": gettext_lazy("asked for"),
    "at": pgettext_lazy("a moment", "when"),
    "blocked": gettext_lazy("blocked"),
    "by": pgettext_lazy("an author", "by"),
    "choices": gettext_lazy("answers chosen"),
    "cohort": gettext_lazy("cohort"),
    "community": gettext_lazy("community"),
    "corrected": gettext_lazy("what was corrected"),
    "corrected_by": gettext_lazy("corrected by the file"),
    "waited": gettext_lazy("you waited"),
    "was": gettext_lazy("before"),
    "became": gettext_lazy("since then"),
    "completed_at": gettext_lazy("done"),
    "created_at": gettext_lazy("begun"),
    "decided_at": gettext_lazy("decided"),
    "decision": gettext_lazy("decision"),
    "decision_changed": gettext_lazy("decision changed after its author answered"),
    "your_answer": gettext_lazy("your answer"),
    "you_answered_at": gettext_lazy("you answered on"),
    "what_they_answered": gettext_lazy("what you were answered"),
    "decision_reason": gettext_lazy("reason for the decision"),
    "department": gettext_lazy("department"),
    "detail": gettext_lazy("detail"),
    "did": gettext_lazy("what"),
    "done_at": gettext_lazy("when"),
    "due_at": gettext_lazy("planned for"),
    "edited_at": gettext_lazy("edited"),
    "email": gettext_lazy("e-mail"),
    "ended_at": gettext_lazy("good until"),
    "ends_at": gettext_lazy("until"),
    "enrolled_at": gettext_lazy("enrolled"),
    "erasure": gettext_lazy("erasure"),
    "external_id": gettext_lazy("staff number"),
    "charters_agreed_to_at": gettext_lazy("charters agreed to on"),
    "family_name": gettext_lazy("last name"),
    "files": gettext_lazy("files"),
    "people_exchanged_with": gettext_lazy("people exchanged with"),
    "pictures": gettext_lazy("pictures, in words"),
    "first_active_on": gettext_lazy("first day of presence"),
    "followed": gettext_lazy("followed since then only"),
    "found_at": gettext_lazy("answer found"),
    "not_the_same_as": gettext_lazy("not the same as"),
    "told_at": gettext_lazy("said"),
    "followed_at": gettext_lazy("followed since"),
    "given_name": gettext_lazy("first name"),
    "has_password": gettext_lazy("a password is set"),
    "invited_at": gettext_lazy("invited"),
    "is_administrator": gettext_lazy("administrator"),
    "joined_at": gettext_lazy("arrived"),
    "kind": gettext_lazy("kind"),
    "known_by": gettext_lazy("known by"),
    "language": gettext_lazy("language"),
    "last_active_on": gettext_lazy("last day of presence"),
    "last_login": gettext_lazy("last sign-in"),
    "left_at": gettext_lazy("left"),
    "lot": gettext_lazy("what lots were drawn for"),
    "loaded_at": gettext_lazy("loaded"),
    "all_read_until": gettext_lazy("all read until"),
    "opened": gettext_lazy("opened from the page"),
    "since": gettext_lazy("since"),
    "you_hear_of": gettext_lazy("what you hear of"),
    "rhythm_of_mail": gettext_lazy("rhythm of mail"),
    "mail_cadence": gettext_lazy("rhythm of mail"),
    "message": gettext_lazy("message"),
    "moment": gettext_lazy("moment"),
    "note": gettext_lazy("words"),
    "lost_address": gettext_lazy("address that answers no more"),
    "number": gettext_lazy("number"),
    "on": pgettext_lazy("a thing", "on"),
    "outcome": gettext_lazy("outcome"),
    "phone": gettext_lazy("phone"),
    "position": pgettext_lazy("in a debate", "position"),
    "programme": gettext_lazy("programme"),
    "reached_by": gettext_lazy("best reached by"),
    "read_at": gettext_lazy("read"),
    "read_up_to": gettext_lazy("read up to message"),
    "reason": gettext_lazy("reason"),
    "threads": gettext_lazy("conversations"),
    "those_who_run_the_community_may_see_your_name": gettext_lazy("your name may be seen by who runs it"),
    "without_your_name": gettext_lazy("without your name"),
    "removed_at": gettext_lazy("removed"),
    "reported_at": gettext_lazy("reported by you"),
    "printed_at": gettext_lazy("printed for you on"),
    "role": gettext_lazy("role"),
    "room": gettext_lazy("room"),
    "sent": pgettext_lazy("an invitation", "sent"),
    "sent_at": gettext_lazy("sent"),
    "sent_with": gettext_lazy("sent with"),
    "settled_at": gettext_lazy("settled"),
    "site": gettext_lazy("site"),
    "source": gettext_lazy("source"),
    "state": gettext_lazy("state"),
    "step": gettext_lazy("step"),
    "steps": gettext_lazy("steps"),
    "stopped": gettext_lazy("mail you stopped"),
    "subject": gettext_lazy("subject"),
    "approved_at": gettext_lazy("approved"),
    "group": gettext_lazy("group"),
    "made_at": gettext_lazy("made"),
    "manager": gettext_lazy("manager"),
    "named_at": gettext_lazy("named"),
    "named_by": gettext_lazy("named by"),
    "noted_by": gettext_lazy("noted by"),
    "said_at": gettext_lazy("said"),
    "plan": gettext_lazy("plan"),
    "taken_back_at": gettext_lazy("taken back"),
    "text": gettext_lazy("text"),
    "things_told": gettext_lazy("how many things it told you"),
    "thread": gettext_lazy("conversation"),
    "topic": gettext_lazy("topic"),
    "time_zone": gettext_lazy("time zone"),
    "to": gettext_lazy("sent to"),
    "until": gettext_lazy("until"),
    "used_at": gettext_lazy("used"),
    "welcomed_at": gettext_lazy("welcomed"),
    "withdrawn_at": gettext_lazy("withdrawn"),
    "works_from": gettext_lazy("works from"),
    "works_on": gettext_lazy("working days"),
    "works_until": gettext_lazy("works until"),
    "written_at": gettext_lazy("written"),
    "you_are_named": gettext_lazy("you are named"),
    "you_loaded": gettext_lazy("file loaded by you"),
    "you_said_it_was_solved_or_not": gettext_lazy("you said whether it was solved"),
}


def said(row: Row) -> list[tuple[str, str]]:
    """(name, value) of what a row says; what is empty is left out."""
    return [(label(name), words) for name, value in row.items() if (words := in_words(value))]


def label(name: str) -> str:
    """What others sent names its own values: those stay as they came."""
    return str(LABELS.get(name, name))


def in_words(value: Any) -> str:
    if value is True:
        return gettext("yes")
    if value is None or value is False:
        return ""
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, time):
        return formats.time_format(value)
    if isinstance(value, dict):
        return " · ".join(f"{name} {words}" for name, words in said(value))
    if isinstance(value, list | tuple):
        return " — ".join(filter(None, (in_words(one) for one in value)))
    return str(value)
