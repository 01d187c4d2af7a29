from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, QuerySet, Value
from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, Period, holding, in_portions
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import Accommodation, Decision, Exchanges, NextStep, Outreach, PeerWord, Willing


@holding
class SupportNotes(Holding):
    key = "support-notes"
    name = _("Support notes: what was written to you or noted, and what was agreed with you")
    purpose = _("For those who run the community to follow you without starting over each time.")
    models = (Outreach, Accommodation, NextStep)
    period = Period(12, 3, 36)
    at_the_end = _(
        "The words are deleted, and accommodations as long after their end. That somebody wrote or called, "
        "and when, stays longer."
    )

    def _notes(self, before: datetime):
        old = Outreach.objects.filter(done_at__lt=Value(before) - F("community__set_back"))
        return old.exclude(note="", subject="")

    def _reasons(self, before: datetime):
        old = Decision.objects.filter(decided_at__lt=Value(before) - F("community__set_back"))
        return old.exclude(reason="")

    def _agreed(self, before: datetime):
        """Accommodations that ended then: on their day, by somebody, or because their person left."""
        moment = Value(before) - F("membership__community__set_back")
        over = Q(ended_at__lt=moment) | Q(ends_on__lt=before.date()) | Q(membership__left_at__lt=moment)
        return Accommodation.objects.filter(over)

    def _steps(self, before: datetime):
        """Agreed steps that were closed then, or whose person left."""
        moment = Value(before) - F("membership__community__set_back")
        return NextStep.objects.filter(Q(closed_at__lt=moment) | Q(membership__left_at__lt=moment))

    def count(self, before: datetime) -> int:
        old = (self._notes, self._reasons, self._agreed, self._steps)
        return sum(rows(before).count() for rows in old)

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        yield from _emptied(self._notes(before), at_most, note="", subject="")
        yield from _emptied(self._reasons(before), at_most, reason="")
        yield from in_portions(self._agreed(before), at_most)
        yield from in_portions(self._steps(before), at_most)

    def rows(self, person: Person):
        steps = NextStep.objects.filter(membership__person=person).order_by("agreed_at", "pk")
        for step in steps.select_related("membership__community", "agreed_by"):
            yield {
                "community": step.membership.community.name,
                "agreed_at": step.agreed_at,
                "words": step.words,
                "ends_on": step.on,
                "by": step.agreed_by.name if step.agreed_by else "",
                "your_answer": step.get_said_display(),
                "outcome": step.get_end_display(),
                "reason": step.end_why,
                "stopped_at": step.closed_at,
            }
        agreed = Accommodation.objects.filter(membership__person=person)
        for one in agreed.select_related("membership__community", "agreed_by").order_by("agreed_at", "pk"):
            yield {
                "community": one.membership.community.name,
                "agreed_at": one.agreed_at,
                "kind": one.get_kind_display(),
                "words": one.words,
                "starts_on": one.starts_on,
                "ends_on": one.ends_on,
                "by": one.agreed_by.name if one.agreed_by else "",
                "stopped_at": one.ended_at,
            }
        done = Outreach.objects.filter(membership__person=person)
        done = done.select_related("community", "done_by", "peer_word__peer__person")
        for act in done.order_by("done_at", "pk"):
            yield {
                "community": act.community.name,
                "done_at": act.done_at,
                "kind": act.get_kind_display(),
                "by": act.done_by.name if act.done_by else "",
                "outcome": _given(act) or act.get_outcome_display(),
                "subject": act.subject,
                "note": act.note,
                "taken_back_at": act.withdrawn_at,
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        """What was done towards them goes with their membership; what they did for others stays, unsigned."""
        Outreach.objects.filter(membership__person=person).delete()
        Accommodation.objects.filter(membership__person=person).delete()
        NextStep.objects.filter(membership__person=person).delete()
        _clear(Outreach.objects.filter(done_by=person), ["note", "subject"], marks)
        Outreach.objects.filter(named=person).update(named=None)
        named, agreed, steps = Q(), Q(), Q()
        for word in marks.spellings:
            named |= Q(note__icontains=word) | Q(subject__icontains=word)
            agreed |= Q(words__icontains=word)
            steps |= Q(words__icontains=word) | Q(end_why__icontains=word)
        if named:
            _clear(Outreach.objects.filter(named), ["note", "subject"], marks)
            _clear(Accommodation.objects.filter(agreed), ["words"], marks)
            _clear(NextStep.objects.filter(steps), ["words", "end_why"], marks)
        return ()


def _given(act: Outreach) -> str:
    """Who wrote or said a word that was asked for. That a colleague declined is theirs alone."""
    word = getattr(act, "peer_word", None) if act.kind == Outreach.Kind.PEER else None
    return f"{word.peer.person.name}, {word.get_answer_display()}" if word and word.given else ""


@holding
class WordsAsked(Holding):
    key = "words-asked"
    name = _("Words you were asked to send colleagues, what you answered, and whether you may be asked")
    purpose = _("So that nobody is asked too often. What you wrote is among your private messages.")
    models = (PeerWord, Willing)
    kept = _("as long as the trace that your colleague was written to; yours goes with your account")

    def rows(self, person: Person):
        mine = PeerWord.objects.filter(peer__person=person).order_by("outreach__done_at", "pk")
        for one in mine.select_related("outreach__community", "outreach__membership__person"):
            yield {
                "community": one.outreach.community.name,
                "asked_at": one.outreach.done_at,
                "to": one.outreach.membership.person.name,
                "your_answer": one.get_answer_display(),
                "you_answered_at": one.answered_at,
            }
        wishes = Willing.objects.filter(membership__person=person).select_related("membership__community")
        for wish in wishes.order_by("said_at", "pk"):
            said = _("you may be asked gladly") if wish.gladly else _("you are never asked")
            yield {"community": wish.membership.community.name, "at": wish.said_at, "words": str(said)}

    def erase(self, person: Person, marks: Marks, now: datetime):
        """That somebody was asked to write to a colleague stays in the colleague's log, without a name."""
        PeerWord.objects.filter(peer__person=person).delete()
        Willing.objects.filter(membership__person=person).delete()
        return ()


@holding
class Contacts(Holding):
    key = "contacts"
    name = _("That somebody wrote to you, called or greeted you, and what was decided of a line about you")
    purpose = _("To leave you in peace after a word, and to prove that a training was accompanied.")
    models = (Decision,)
    period = Period(36, 12, 120)

    def _acts(self, before: datetime):
        return Outreach.objects.filter(done_at__lt=Value(before) - F("community__set_back"))

    def _decisions(self, before: datetime):
        """About a person; what was decided of a thread stays with it, or its line would come back."""
        old = Decision.objects.filter(decided_at__lt=Value(before) - F("community__set_back"))
        return old.filter(thread=None)

    def count(self, before: datetime) -> int:
        return self._acts(before).count() + self._decisions(before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        yield from in_portions(self._acts(before), at_most)
        yield from in_portions(self._decisions(before), at_most)

    def rows(self, person: Person):
        about = Decision.objects.filter(membership__person=person, withdrawn_at=None)
        for one in about.select_related("community").order_by("decided_at", "pk"):
            yield {
                "community": one.community.name,
                "decided_at": one.decided_at,
                "kind": one.get_kind_display(),
                "until": one.until,
                "reason": one.reason,
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        Decision.objects.filter(membership__person=person).delete()
        named = Q(decided_by=person)
        for word in marks.spellings:
            named |= Q(reason__icontains=word)
        _clear(Decision.objects.filter(named), ["reason"], marks)
        return ()


@holding
class Exchanged(Holding):
    key = "exchanges"
    name = _("How many answers you received, and with how many people you exchanged")
    purpose = _("So that nobody stays alone without being noticed. Who they are is not kept here.")
    models = (Exchanges,)
    kept = _("as long as you are a member")

    def rows(self, person: Person):
        mine = Exchanges.objects.filter(membership__person=person).select_related("membership__community")
        for row in mine.order_by("membership__joined_at", "pk"):
            yield {
                "community": row.membership.community.name,
                "answers_received": row.answers,
                "people_exchanged_with": row.people,
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        Exchanges.objects.filter(membership__person=person).delete()
        return ()


def _emptied(rows: QuerySet, at_most: int, **values) -> Iterator[int]:
    while keys := list(rows.order_by().values_list("pk", flat=True)[:at_most]):
        rows.model.objects.filter(pk__in=keys).update(**values)
        yield len(keys)


def _clear(rows: QuerySet, fields: list[str], marks: Marks) -> None:
    for row in rows.only(*fields):
        for field in fields:
            setattr(row, field, marks.hide_all(getattr(row, field), "…"))
        row.save(update_fields=fields)
