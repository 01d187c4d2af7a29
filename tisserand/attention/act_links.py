"""How each act is named on the page, and where it is done."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from tisserand.communities.models import Community
from tisserand.people.calendar import is_working_day

from . import words

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


@dataclass(frozen=True)
class ActLink:
    """`one` is the button on the line of one person or thread, `many` the one for several."""

    url_name: str
    icon: str
    one: "StrPromise"
    many: "StrPromise | str" = ""
    page: bool = False  # done on a page of its own (`Signal.page_about`)
    at_once: bool = False  # done by the button itself; the others open under the line


@dataclass(frozen=True)
class Button:
    """An act for several people, labelled for so many."""

    act: ActLink
    label: str


ACTS = {
    "reply": ActLink("my-day-reply", "reply", gettext_lazy("Reply")),
    "write": ActLink(
        "my-day-write",
        "mail",
        gettext_lazy("Write to them"),
        ngettext_lazy("Prepare %(count)s letter", "Prepare %(count)s letters", "count"),
    ),
    "call": ActLink(
        "my-day-call",
        "phone",
        gettext_lazy("Call them"),
        ngettext_lazy("%(count)s call to make", "%(count)s calls to make", "count"),
    ),
    "ask_peer": ActLink("my-day-ask-peer", "people", gettext_lazy("Ask a colleague for a word")),
    "step_done": ActLink("my-day-step-done", "check", gettext_lazy("It is done"), at_once=True),
    "look_at_step": ActLink("next-step", "clock", gettext_lazy("Move it, or drop it"), page=True),
    "greet": ActLink(
        "my-day-greet",
        "heart",
        gettext_lazy("Greet them"),
        ngettext_lazy("Greet them", "Greet these %(count)s people", "count"),
    ),
    "relaunch": ActLink("my-day-relaunch", "reply", gettext_lazy("Revive it")),
    "settle": ActLink("my-day-settle", "flag", gettext_lazy("Look and decide")),
    "look": ActLink("reports", "flag", gettext_lazy("Look and decide"), page=True),
    "look_at_chat": ActLink("chat-reports", "flag", gettext_lazy("Look and decide"), page=True),
    "answer_author": ActLink("reports", "reply", gettext_lazy("Read and answer"), page=True),
    "answer_in_room": ActLink("chat-reports", "reply", gettext_lazy("Read and answer"), page=True),
    "look_at_links": ActLink("held-links", "link", gettext_lazy("Look at the links"), page=True),
    "sum_up": ActLink("choose-messages", "quote", gettext_lazy("Write the synthesis"), page=True),
    "find_right": ActLink("my-day-find-right", "check", gettext_lazy("Still right"), at_once=True),
    "revise": ActLink("edit-sheet", "pencil", gettext_lazy("Revise it"), page=True),
    "take_down": ActLink("my-day-take-down", "close", gettext_lazy("Withdraw it"), at_once=True),
    "invite": ActLink("invite-to-debate", "mail", gettext_lazy("Invite by mail"), page=True),
    "reschedule": ActLink("edit-closing", "clock", gettext_lazy("Change the closing date"), page=True),
    "conclude": ActLink("new-outcome", "pencil", gettext_lazy("Write what it came to"), page=True),
    "read_drafts": ActLink("planned", "mail", gettext_lazy("Read and let leave"), page=True),
    "see_whom": ActLink("planned", "phone", gettext_lazy("See whom to call"), page=True),
    "see_turn": ActLink("planned", "people", gettext_lazy("See whose turn it is"), page=True),
    "prepare": ActLink("planned", "pencil", gettext_lazy("Prepare it"), page=True),
    "approve_letter": ActLink("approve-letter", "mail", gettext_lazy("Read and approve it"), page=True),
    "print_letters": ActLink("letters-on-paper", "list", gettext_lazy("Print them"), page=True),
    "compare": ActLink("asked-before", "search", gettext_lazy("Compare both"), page=True),
}


def later(community: Community, now: datetime) -> list[tuple[str, date]]:
    """Days one may put a line off to: the next working day, next Monday, in a week; no day twice."""
    today = community.today(now)
    working = today + timedelta(days=1)
    while not is_working_day(community.organisation, working) and working < today + timedelta(days=14):
        working += timedelta(days=1)
    monday = today + timedelta(days=8 - today.isoweekday())
    week = today + timedelta(days=7)
    first = _("Tomorrow") if working == today + timedelta(days=1) else words.weekday(working)
    offers = {week: _("In a week"), monday: _("Next Monday"), working: first}
    return [(label, day) for day, label in sorted(offers.items())]
