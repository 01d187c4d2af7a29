"""A load of people undone as a whole, as long as nobody has acted since."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from tisserand.attention.models import Decision, Outreach
from tisserand.communities.models import Membership
from tisserand.people.models import Person
from tisserand.programmes.models import Enrolment, Progress

from ..models import ExternalId, Load, LoadedPerson
from . import corrections


class TooLate(Exception):
    """Some of these people have come, or something was done for them."""


def may_be_undone(load: Load) -> bool:
    """Whether it is a load of people, done, that did something, and knows all whom it brought in."""
    done = load.kind == Load.Kind.PEOPLE and load.state == Load.State.DONE
    arrived = load.counts.get("arrived", 0)
    all_known = len(load.choices.get("arrived", [])) == arrived
    did = arrived or load.counts.get("enrolled") or (done and load.replaced.exists())
    return bool(done and all_known and did)


def acted(load: Load) -> QuerySet[Membership]:
    """Those it brought in or enrolled, with whom something has begun: they came, signed in since, left, did a
    step, were greeted, written to, called or set aside."""
    here, enrolled = OuterRef("pk"), _enrolments(load).values("membership")
    since = (load.finished_at or load.created_at) + load.community.set_back  # people sign in in the present
    begun = (
        Q(person__last_login__gte=since)
        | Q(last_active_on__isnull=False)
        | Q(welcomed_at__isnull=False)
        | Q(left_at__isnull=False)
        | Exists(Outreach.objects.filter(membership=here))
        | Exists(Decision.objects.filter(membership=here))
    )
    did = Exists(Progress.objects.filter(enrolment__in=_enrolments(load), enrolment__membership=here))
    arrived = Q(pk__in=load.choices.get("arrived", []))
    places = Membership.objects.filter(community=load.community_id)
    return places.filter((arrived & (begun | _did_a_step(here))) | (Q(pk__in=enrolled) & did))


def _did_a_step(place) -> Exists:
    return Exists(Progress.objects.filter(enrolment__membership=place))


@transaction.atomic
def undo(load: Load, *, by: Person, now: datetime) -> int:
    """Take out those it brought in and the enrolments it made; how many people left. Whoever it made known is
    forgotten; what it corrected in others goes back, but for what was changed since. Raises TooLate."""
    locked = Load.objects.select_for_update().get(pk=load.pk)
    if not may_be_undone(locked) or acted(locked).exists():
        raise TooLate
    taken_back, _stays = corrections.take_back(locked, by=by, now=now)
    _enrolments(locked).delete()
    places = Membership.objects.filter(
        community=locked.community_id, pk__in=locked.choices.get("arrived", [])
    )
    people = list(places.values_list("person", flat=True))
    for model in (LoadedPerson, ExternalId):
        model.objects.filter(community=locked.community_id, person__in=people).delete()
    places.delete()
    elsewhere = Exists(Membership.objects.filter(person=OuterRef("pk")))
    made = Person.objects.filter(pk__in=people, joined_at=locked.finished_at, is_administrator=False)
    made.exclude(elsewhere).delete()
    locked.state = Load.State.UNDONE
    locked.counts |= {"taken_back": taken_back}
    locked.save(update_fields=["state", "counts"])
    load.community.record(
        "unloaded", by, at=now, what="people", name=locked.name, left=len(people), back=taken_back
    )
    return len(people)


def _enrolments(load: Load) -> QuerySet[Enrolment]:
    """Those it made, known by their cohort and their moment."""
    return Enrolment.objects.filter(
        cohort=load.choices.get("cohort"),
        cohort__programme__community=load.community_id,
        enrolled_at=load.finished_at,
    )
