from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, Period, holding, in_portions
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .inbound import headers, reading
from .inbound.models import Arrival, LostAddress
from .models import Envelope, Letter, Stopped

State = Envelope.State
OVER = (State.SENT, State.FAILED, State.UNCERTAIN, State.DROPPED)


@holding
class Mails(Holding):
    key = "mail"
    name = _("Traces of the mails we sent you: when, what for, and whether they arrived")
    purpose = _("Never to write to you twice, and to know when a mail does not reach you.")
    models = (Envelope, Letter, Stopped, LostAddress)
    period = Period(6, 1, 36)

    def old(self, before: datetime):
        return Envelope.objects.filter(created_at__lt=before, state__in=OVER)

    def count(self, before: datetime) -> int:
        return self.old(before).count() + Letter.objects.filter(sent_at__lt=before).count()

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        yield from in_portions(Letter.objects.filter(sent_at__lt=before), at_most)
        yield from in_portions(self.old(before), at_most)

    def rows(self, person: Person):
        for mail in person.envelopes.defer("data").order_by("created_at", "pk").iterator(chunk_size=2000):
            yield {
                "kind": mail.kind,
                "subject": mail.subject,
                "state": mail.get_state_display(),
                "created_at": mail.created_at,
                "sent_at": mail.sent_at,
            }

        for one in person.stopped_mail.order_by("stopped_at"):
            yield {"stopped": one.mail_class, "at": one.stopped_at}
        for lost in LostAddress.objects.filter(person=person):
            yield {"lost_address": lost.email, "at": lost.since, "reason": lost.said}

    def also_known_as(self, person: Person):
        """The addresses they have left."""
        for envelope in person.envelopes.filter(kind="address-changed"):
            yield envelope.elsewhere

    def erase(self, person: Person, marks: Marks, now: datetime):
        """Letters kept on the site are copies of what was sent: those that name them go, whoever got them."""
        concerned = Q()
        for word in marks.spellings:
            for field in ("sender", "recipient", "subject", "text"):
                concerned |= Q(**{f"{field}__icontains": word})
        letters = Letter.objects.filter(concerned).defer("raw", "html") if concerned else []
        named = [one.pk for one in letters if marks.maybe_in(_words_of(one))]
        Letter.objects.filter(Q(pk__in=named) | Q(envelope__person=person)).delete()
        person.envelopes.all().delete()
        person.stopped_mail.all().delete()
        LostAddress.objects.filter(person=person).delete()
        for trace in _traces(marks):
            trace.subject, trace.problem = marks.hide_all(trace.subject, "…"), marks.hide(trace.problem, "…")
            trace.save(update_fields=["subject", "problem"])
        return ()


def _words_of(letter: Letter) -> str:
    return "\n".join([letter.sender, letter.recipient, letter.subject, letter.text])


def _traces(marks: Marks) -> list[Envelope]:
    """Mails to others whose subject may name them: « Amina Keita vous a répondu »."""
    concerned = Q()
    for word in marks.spellings:
        concerned |= Q(subject__icontains=word) | Q(problem__icontains=word)
    found = Envelope.objects.filter(concerned).only("pk", "subject", "problem") if concerned else []
    return [one for one in found if marks.maybe_in(f"{one.subject}\n{one.problem}")]


@holding
class MailsReceived(Holding):
    key = "mail-received"
    name = _("Mails you sent us, as they came")
    purpose = _("To take in what you write by mail once and only once, and to tell you when it cannot be.")
    models = (Arrival,)
    period = Period(1, 1, 12)

    def old(self, before: datetime):
        return Arrival.objects.filter(received_at__lt=before).exclude(state=Arrival.State.WAITING)

    def rows(self, person: Person):
        for one in person.arrivals.defer("raw").order_by("received_at", "pk").iterator(chunk_size=2000):
            yield {"at": one.received_at, "to": one.recipient, "state": one.state, "answer": one.answer}

    def erase(self, person: Person, marks: Marks, now: datetime):
        """Theirs, known or not by their address; of the others, what names them: a mail quotes so easily."""
        own = Q(person=person)
        if person.email:
            own |= Q(sender__iexact=person.email)
        Arrival.objects.filter(own).delete()
        done = Arrival.objects.filter(state__in=(Arrival.State.DONE, Arrival.State.IGNORED))
        done.update(raw=b"")  # what was in it has become a message, or nothing
        for other in Arrival.objects.exclude(raw=b"", answer="", problem="").iterator(chunk_size=50):
            _clear(other, marks)
        return ()


def _clear(arrival: Arrival, marks: Marks) -> None:
    if marks.maybe_in(f"{arrival.answer}\n{arrival.problem}"):
        arrival.answer = marks.hide_all(arrival.answer, "…")
        arrival.problem = marks.hide_all(arrival.problem, "…")
        arrival.save(update_fields=["answer", "problem"])
    if arrival.raw and arrival.state != Arrival.State.WAITING and _names(arrival, marks):
        Arrival.objects.filter(pk=arrival.pk).update(raw=b"")


def _names(arrival: Arrival, marks: Marks) -> bool:
    """Whether they may stand in a mail; what cannot be read is taken to name them."""
    try:
        letter = reading.read(bytes(arrival.raw))
    except Exception:
        return True
    told = [headers.told(letter.message, name) for name in ("From", "To", "Cc", "Subject")]
    return bool(letter.files) or marks.maybe_in("\n".join([*told, letter.whole_text]))
