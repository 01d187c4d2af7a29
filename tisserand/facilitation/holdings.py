from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import Answer, Intention, Manager, Pair, Paired, Plan, PlanItem, Planned, RoomDay, Sending

NOBODY = "…"


@holding
class PlanMails(Holding):
    key = "plan-mails"
    name = _("What plans wrote to you, and what you answered by a button")
    purpose = _("To know what was said to you, to help who asked for it, and not to write twice.")
    models = (Sending, Answer)
    kept = _("as long as you are a member")

    def rows(self, person: Person):
        mine = Sending.objects.filter(Q(approved_at__isnull=False) | Q(said__isnull=False), person=person)
        known = mine.distinct().select_related("planned__community", "approved_by").prefetch_related("said")
        for one in known.order_by("approved_at", "pk"):
            yield {
                "community": one.planned.community.name,
                "approved_at": one.approved_at,
                "by": one.approved_by.name if one.approved_by else "",
                "subject": one.subject,
                "text": one.text,
                "your_answer": "\n".join(_answer(given, one) for given in one.said.all()),
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        """What they were written goes; what they wrote to others stays with these, without their name."""
        Sending.objects.filter(Q(person=person) | Q(membership__person=person)).delete()
        Sending.objects.filter(approved_by=person).update(approved_by=None)
        Answer.objects.filter(noted_by=person).update(noted_by=None)
        _hide(Answer.objects.all(), ["words"], marks)
        _hide_in_questions(Sending.objects.all(), marks)
        _hide(Sending.objects.all(), ["subject", "text"], marks)
        return ()


@holding
class Intentions(Holding):
    key = "intentions"
    name = _("What you said you would do at work")
    purpose = _("To give it back to you later, and to help where it is hard.")
    models = (Intention,)
    kept = _("as long as you are a member")

    def rows(self, person: Person):
        mine = Intention.objects.filter(membership__person=person).select_related("cohort", "noted_by")
        for one in mine.order_by("said_at", "pk"):
            yield {
                "group": one.cohort.name,
                "words": one.words,
                "said_at": one.said_at,
                "noted_by": one.noted_by.name if one.noted_by else "",
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        Intention.objects.filter(membership__person=person).delete()
        Intention.objects.filter(noted_by=person).update(noted_by=None)
        _hide(Intention.objects.all(), ["words"], marks)
        return ()


@holding
class Partners(Holding):
    key = "partners"
    name = _("Who you work for, as you said it, and with whom you are in a pair")
    purpose = _("So that your manager can give you the opportunity to apply, and a colleague can call you.")
    models = (Manager, Pair, Paired)
    kept = _("as long as you are a member")

    def rows(self, person: Person):
        for one in Manager.objects.filter(membership__person=person).select_related("person", "named_by"):
            by = one.named_by.name if one.named_by else ""
            yield {"manager": one.person.name, "named_by": by, "named_at": one.named_at}
        mine = Paired.objects.filter(membership__person=person).select_related("cohort", "pair")
        for pair in mine.order_by("pk"):
            yield {"group": pair.cohort.name, "made_at": pair.pair.made_at, "ended_at": pair.ended_at}

    def erase(self, person: Person, marks: Marks, now: datetime):
        Manager.objects.filter(Q(person=person) | Q(membership__person=person)).delete()
        Manager.objects.filter(named_by=person).update(named_by=None)
        Paired.objects.filter(membership__person=person).delete()
        Pair.objects.filter(people=None).delete()
        Pair.objects.filter(made_by=person).update(made_by=None)
        return ()


@holding
class Plans(Holding):
    key = "plans"
    behind = True
    name = _("The plans of animation you made, and what you planned")
    purpose = _("To prepare what a group will be told.")
    models = (Plan, PlanItem, Planned, RoomDay)
    kept = _("as long as the community; without your name once you are erased")

    def rows(self, person: Person):
        for one in Plan.objects.filter(made_by=person).select_related("community").order_by("pk"):
            yield {"community": one.community.name, "plan": one.name, "made_at": one.made_at}

    def erase(self, person: Person, marks: Marks, now: datetime):
        Plan.objects.filter(made_by=person).update(made_by=None)
        for field in ("made_by", "done_by", "cancelled_by"):
            Planned.objects.filter(**{field: person}).update(**{field: None})
        _hide(Planned.objects.all(), ["title", "text", "purpose", "cancelled_why"], marks)
        _hide(PlanItem.objects.all(), ["title", "text", "purpose"], marks)
        _hide_in_questions(Planned.objects.all(), marks)
        _hide_in_questions(PlanItem.objects.all(), marks)
        return ()


def _hide(rows, fields: list[str], marks: Marks) -> None:
    """Their name out of what is written in these fields."""
    named = Q()
    for word in marks.spellings:
        for field in fields:
            named |= Q(**{f"{field}__icontains": word})
    for row in rows.filter(named).only(*fields) if named else ():
        for field in fields:
            setattr(row, field, marks.hide(getattr(row, field), NOBODY))
        row.save(update_fields=fields)


def _answer(given: Answer, sending: Sending) -> str:
    """« Est-ce utile ? — Oui »."""
    given.sending = sending
    words = given.words if given.choice else ""
    return " — ".join(filter(None, (given.ask, given.label, words)))


def _hide_in_questions(rows, marks: Marks) -> None:
    """Their name out of what is asked; looked for here, for a database does not read what is in a list."""
    for row in rows.exclude(questions=[]).only("questions").iterator(chunk_size=500):
        hidden = [_hidden(one, marks) for one in row.questions]
        if hidden != row.questions:
            row.questions = hidden
            row.save(update_fields=["questions"])


def _hidden(said: dict, marks: Marks) -> dict:
    texts = {key: marks.hide(said[key], NOBODY) for key in ("ask", "label", "comment") if key in said}
    more = {"choices": [_hidden(one, marks) for one in said["choices"]]} if "choices" in said else {}
    return said | texts | more
