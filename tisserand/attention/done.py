"""What was done today: each act folded into one quiet sentence, which can be undone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from tisserand.communities.models import Community
from tisserand.conversations.models import Report
from tisserand.people.models import Person
from tisserand.ui.statements import statement

from . import mails, words
from .models import Decision, Outreach
from .population import morning
from .signals import Section

Act = Outreach | Decision

SECTIONS = {
    "call_wanted": Section.WAITING,
    "unsolved": Section.WAITING,
    "help_waiting": Section.WAITING,
    "question_late": Section.WAITING,
    "first_post": Section.WAITING,
    "to_welcome": Section.WELCOME,
    "reported": Section.MODERATE,
    "worth_thanks": Section.THANK,
    "account_ending": Section.ENCOURAGE,
    "address_lost": Section.ENCOURAGE,
    "never_came": Section.ENCOURAGE,
    "silent": Section.ENCOURAGE,
    "behind": Section.ENCOURAGE,
    "few_days": Section.ENCOURAGE,
    "next_step_due": Section.ENCOURAGE,
    "debate_closing": Section.DEBATE,
    "outcome_due": Section.DEBATE,
    "plan_due": Section.PLAN,
    "letter_waits": Section.PLAN,
    "stalled": Section.REVIVE,
    "synthesis_wanted": Section.ORGANISE,
    "sheet_due": Section.ORGANISE,
}


@dataclass(frozen=True)
class Done:
    """One or several acts of one moment, by one person, in one sentence."""

    acts: tuple[Act, ...]
    viewer: Person
    told: dict[int, str] = field(default_factory=dict)  # what became of the mail of each act

    @property
    def first(self) -> Act:
        return self.acts[0]

    @property
    def refs(self) -> list[str]:
        """How the acts are named in a form: « o12 » for an outreach, « d3 » for a decision."""
        return [ref(act) for act in self.acts]

    @property
    def id(self) -> str:
        return f"done-{self.refs[0]}"

    @property
    def section(self) -> Section | None:
        return SECTIONS.get(self.first.signal.partition(":")[0])

    @property
    def at(self) -> datetime:
        return self.first.done_at if isinstance(self.first, Outreach) else self.first.decided_at

    @property
    def mails(self) -> list[str]:
        """What became of their mails; each said once, with the names it is said of unless it is all."""
        people: dict[str, list[Person]] = {}
        for act in self.acts:
            if said := self.told.get(act.pk):
                people.setdefault(said, []).append(act.membership.person)
        if [len(named) for named in people.values()] == [len(self.acts)]:
            return list(people)
        return [
            _("%(names)s: %(mail)s") % {"names": words.names(named), "mail": said}
            for said, named in people.items()
        ]

    @property
    def sentence(self) -> str:
        return _in_words(self.acts, self.viewer)

    @property
    def tells_author(self) -> bool:
        """Undoing it removes what a colleague wrote."""
        return any(
            isinstance(act, Outreach) and act.post_id and act.done_by_id != self.viewer.pk
            for act in self.acts
        )


def ref(act: Act) -> str:
    return f"o{act.pk}" if isinstance(act, Outreach) else f"d{act.pk}"


def find(community: Community, refs: Iterable[str]) -> list[Act]:
    """The acts of this community named so, in order; others, or misspelt ones, are passed over."""
    numbers = {"o": [], "d": []}  # type: dict[str, list[int]]
    for name in refs:
        if name[:1] in numbers and name[1:].isdecimal() and len(name) < 19:
            numbers[name[0]].append(int(name[1:]))
    outreach = _outreach(community).filter(pk__in=numbers["o"])
    decisions = _decisions(community).filter(pk__in=numbers["d"])
    return [*outreach.order_by("pk"), *decisions.order_by("pk")]


def _outreach(community: Community | int):
    return (
        Outreach.objects.standing()
        .filter(community=community)
        .select_related("done_by", "membership__person", "thread")
    )


def _decisions(community: Community | int):
    return Decision.objects.filter(community=community, withdrawn_at=None).select_related(
        "decided_by", "membership__person", "thread__author", "sheet"
    )


def today(community: Community, viewer: Person, now: datetime, lately: Iterable[Outreach]) -> list[Done]:
    """The acts of the day, by whoever runs the community, oldest first; those of `followed.lately` are at
    hand. One query."""
    start = morning(community, community.today(now))
    decisions = _decisions_of_day(community=community.pk, start=start)
    acts: list[Act] = [*(act for act in lately if act.done_at >= start), *decisions]
    return sorted(together(acts, viewer), key=lambda done: done.at)


@statement
def _decisions_of_day(*, community: int, start: datetime):
    found = _decisions(community).filter(decided_at__gte=start, decided_at__lt=start + timedelta(days=1))
    return found.order_by("decided_at", "pk")


def together(acts: Iterable[Act], viewer: Person) -> list[Done]:
    """Acts of one moment, one person and one kind are one sentence."""
    groups: dict[tuple, list[Act]] = {}
    for act in acts:
        outreach = isinstance(act, Outreach)
        moment, by = (act.done_at, act.done_by_id) if outreach else (act.decided_at, act.decided_by_id)
        groups.setdefault((type(act), act.kind, moment, by), []).append(act)
    told = mails.told(act for group in groups.values() for act in group)
    return [Done(tuple(group), viewer, told) for group in groups.values()]


def _in_words(acts: tuple[Act, ...], viewer: Person) -> str:
    first = acts[0]
    by = first.done_by if isinstance(first, Outreach) else first.decided_by
    mine = by is not None and by.pk == viewer.pk
    said = {
        "who": by.first_name if by else _("Somebody"),
        "names": words.names([act.membership.person for act in acts if act.membership]),
        "title": _title(first),
        "day": words.day(first.until) if isinstance(first, Decision) and first.until else "",
        "count": len(acts),
    }
    mine_said, theirs_said = _SENTENCES[_shape(acts)]()
    return (mine_said if mine else theirs_said) % said


def _title(act: Act) -> str:
    about = act.thread or (act.sheet if isinstance(act, Decision) else None)
    return about.title if about else ""


def _shape(acts: tuple[Act, ...]) -> str:
    first = acts[0]
    if isinstance(first, Outreach):
        spoken = first.kind in (Outreach.Kind.CALLED, Outreach.Kind.HELPED)
        return f"{first.kind} {first.outcome}" if spoken else first.kind
    if first.kind == Decision.Kind.SETTLED:
        return "removed" if first.reason.startswith(Report.Decision.REMOVED) else "kept"
    if first.kind in (Decision.Kind.FOUND_RIGHT, Decision.Kind.TAKEN_DOWN, Decision.Kind.STEP_DONE):
        return first.kind
    about = "people" if all(act.membership for act in acts) and not _title(first) else "thread"
    return f"{first.kind} {about if len(acts) == 1 or about == 'people' else 'lines'}"


# For each: said to whoever did it, and to the others.
_SENTENCES = {
    "replied": lambda: (_("You replied to %(names)s."), _("%(who)s replied to %(names)s.")),
    "wrote": lambda: (_("You wrote to %(names)s."), _("%(who)s wrote to %(names)s.")),
    "greeted": lambda: (_("You greeted %(names)s."), _("%(who)s greeted %(names)s.")),
    "relaunched": lambda: (_("You revived “%(title)s”."), _("%(who)s revived “%(title)s”.")),
    "peer": lambda: (
        _("You asked a colleague to send %(names)s a word."),
        _("%(who)s asked a colleague to send %(names)s a word."),
    ),
    "step_done": lambda: (
        _("You noted as done what was agreed with %(names)s."),
        _("%(who)s noted as done what was agreed with %(names)s."),
    ),
    "called reached": lambda: (_("You spoke with %(names)s."), _("%(who)s spoke with %(names)s.")),
    "called message": lambda: (
        _("You left %(names)s a message."),
        _("%(who)s left %(names)s a message."),
    ),
    "called no_answer": lambda: (
        _("You called %(names)s; no answer."),
        _("%(who)s called %(names)s; no answer."),
    ),
    "helped by_phone": lambda: (
        _("You helped %(names)s by phone."),
        _("%(who)s helped %(names)s by phone."),
    ),
    "helped in_room": lambda: (
        _("You helped %(names)s in the room."),
        _("%(who)s helped %(names)s in the room."),
    ),
    "helped for_them": lambda: (
        _("You did something for %(names)s."),
        _("%(who)s did something for %(names)s."),
    ),
    "postponed people": lambda: (
        _("You put off %(names)s until %(day)s."),
        _("%(who)s put off %(names)s until %(day)s."),
    ),
    "postponed thread": lambda: (
        _("You put off “%(title)s” until %(day)s."),
        _("%(who)s put off “%(title)s” until %(day)s."),
    ),
    "postponed lines": lambda: (
        _("You put off %(count)s lines until %(day)s."),
        _("%(who)s put off %(count)s lines until %(day)s."),
    ),
    "set_aside people": lambda: (_("You set %(names)s aside."), _("%(who)s set %(names)s aside.")),
    "set_aside thread": lambda: (_("You set “%(title)s” aside."), _("%(who)s set “%(title)s” aside.")),
    "set_aside lines": lambda: (
        _("You set %(count)s lines aside."),
        _("%(who)s set %(count)s lines aside."),
    ),
    "right": lambda: (_("You found “%(title)s” still right."), _("%(who)s found “%(title)s” still right.")),
    "taken_down": lambda: (_("You withdrew “%(title)s”."), _("%(who)s withdrew “%(title)s”.")),
    "kept": lambda: (
        _("You kept a message of “%(title)s”."),
        _("%(who)s kept a message of “%(title)s”."),
    ),
    "removed": lambda: (
        _("You removed a message from “%(title)s”."),
        _("%(who)s removed a message from “%(title)s”."),
    ),
}
