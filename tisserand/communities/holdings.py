from collections.abc import Iterator
from datetime import datetime

from django.db.models import F, Q, Value
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, Period, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from . import forgetting
from .models import CallRequest, Charter, CharterAcceptance, EarlierPresence, Event, Invitation, Membership
from .verbs import WORDS

# Verbs whose lines keep something that a person typed.
WITH_WORDS = ("deleted", "loaded")


def moment(before: datetime):
    """`before`, on the clock of the community that a row of the query hangs from."""
    return Value(before) - F("community__set_back")


@holding
class Journal(Holding):
    key = "journal"
    name = _("The journal: who did what, and when")
    purpose = _("To see who is waiting, who has gone silent and what helped. Time spent is never measured.")
    models = (Event,)
    period = Period(12, 6, 60)
    at_the_end = _(
        "Old lines are deleted. Of your presence, the first day, the last one and how many there were stay."
    )

    def count(self, before: datetime) -> int:
        return forgetting.count(before)

    def delete(self, before: datetime, now: datetime, at_most: int) -> Iterator[int]:
        return forgetting.forget(before, at_most)

    def rows(self, person: Person):
        lines = Event.objects.by(person).select_related("community").order_by("at", "pk")
        for line in lines.iterator(chunk_size=2000):
            about = {"on": line.object_type, "number": line.object_id, "detail": line.detail}
            yield {
                "at": line.at,
                "community": line.community.name,
                "did": str(WORDS.get(line.verb, line.verb)),
            } | about

    def erase(self, person: Person, marks: Marks, now: datetime):
        """Their lines say what was done, and no more by whom; a reason or a file name may say it."""
        with_words = Q(verb__in=WITH_WORDS) | Q(actor=person, source_key__isnull=False)
        for line in Event.objects.filter(with_words).exclude(detail={}).iterator(chunk_size=2000):
            hidden = marks.hide_in(line.detail, "…")
            if hidden != line.detail:
                Event.objects.filter(pk=line.pk).update(detail=hidden)
        Event.objects.by(person).update(actor=None)
        return ()


@holding
class Calls(Holding):
    key = "calls"
    name = _("Calls you asked for: the number, the moment, your words")
    purpose = _("For somebody to ring you when it suits you.")
    models = (CallRequest,)
    kept = _("until somebody has spoken with you, then as long as the journal")

    def rows(self, person: Person):
        asked = CallRequest.objects.filter(membership__person=person).select_related("membership__community")
        for one in asked.order_by("asked_at", "pk"):
            yield {
                "community": one.membership.community.name,
                "asked_at": one.asked_at,
                "phone": one.phone,
                "moment": one.get_moment_display(),
                "text": one.words,
                "withdrawn_at": one.withdrawn_at,
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        CallRequest.objects.filter(membership__person=person).delete()
        return ()


@holding
class Invitations(Holding):
    key = "invitations"
    name = _("Invitations")
    purpose = _("To let whoever is invited come in, once.")
    models = (Invitation,)
    period = Period(3, 3, 24)

    def old(self, before: datetime):
        return Invitation.objects.filter(invited_at__lt=moment(before))

    def rows(self, person: Person):
        sent_by, sent_to = Q(invited_by=person), Q(email=person.email or "?")
        for one in Invitation.objects.filter(sent_by | sent_to).select_related("community").order_by("pk"):
            mine = one.email == person.email
            yield {
                "community": one.community.name,
                "invited_at": one.invited_at,
                "role": one.get_role_display(),
                "accepted_at": one.accepted_at,
                "sent": gettext("to you") if mine else gettext("by you"),
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        if person.email:
            Invitation.objects.filter(email=person.email).delete()
        Invitation.objects.filter(invited_by=person).update(invited_by=None)
        return ()


@holding
class Memberships(Holding):
    key = "memberships"
    name = _("Your place in each community, and your days of presence")
    purpose = _("To open its pages to you, and to prove that a training was followed.")
    models = (Membership, EarlierPresence, Charter, CharterAcceptance)
    period = Period(36, 12, 120)
    at_the_end = _("Counted from the day you left: your place, your steps and what was done for you go.")

    def old(self, before: datetime):
        return Membership.objects.filter(left_at__lt=moment(before))

    def rows(self, person: Person):
        for place in person.memberships.select_related("community").order_by("joined_at"):
            yield {
                "community": place.community.name,
                "role": place.get_role_display(),
                "joined_at": place.joined_at,
                "left_at": place.left_at,
                "welcomed_at": place.welcomed_at,
                "first_active_on": place.first_active_on,
                "last_active_on": place.last_active_on,
                "active_days": place.active_days,
                "you_hear_of": place.get_hears_display(),
                "rhythm_of_mail": place.get_mail_cadence_display(),
                "charters_agreed_to_at": list(
                    place.charters_accepted.order_by("pk").values_list("accepted_at", flat=True)
                ),
            }
        for charter in Charter.objects.filter(written_by=person).select_related("community").order_by("pk"):
            yield {
                "community": charter.community.name,
                "written_at": charter.written_at,
                "text": charter.text,
            }

    def against(self, person: Person):
        for place in person.memberships.present().lcms().select_related("community"):
            if not place.community.memberships.present().lcms().exclude(pk=place.pk).exists():
                words = gettext("Nobody else runs “%(community)s”: somebody must take it over first.")
                yield words % {"community": place.community.name}

    def erase(self, person: Person, marks: Marks, now: datetime):
        Membership.objects.filter(welcomed_by=person).update(welcomed_by=None)
        Charter.objects.filter(written_by=person).update(written_by=None)
        for charter in Charter.objects.all():
            if (hidden := marks.hide_in(charter.text, "…")) != charter.text:
                Charter.objects.filter(pk=charter.pk).update(text=hidden)
        for place in person.memberships.select_related("community"):
            place.community.record("erased", None, at=now - place.community.set_back)
        person.memberships.all().delete()
        return ()
