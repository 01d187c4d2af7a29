"""What stands in one's own calendar: the sessions one may come to, leads or runs, and what is due in one's
programmes and not done yet."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tisserand.programmes.models import Enrolment
from tisserand.ui.templating.functions import path_of

from .entries import entry_of
from .feeds import Reader, feed_source
from .ics import Entry, uid
from .models import LiveSession, SignUp
from .models.coming import ABSENT
from .models.sessions import concerns

KEPT = timedelta(days=90)  # a session stays so long in a calendar once it is over
LATE = timedelta(days=30)


@feed_source("sessions")
def sessions(reader: Reader) -> list[Entry]:
    """Without those to which they said that they cannot come. One query."""
    here = {place.community_id: place.community for place in reader.places}
    recent = Q(pk__in=[])
    for pk, community in here.items():
        recent |= Q(community=pk, ends_at__gt=community.at(reader.now) - KEPT)
    theirs = concerns(reader.person.pk) | Q(community__in=reader.may("plan animation"))
    declined = SignUp.objects.filter(session=OuterRef("pk"), person=reader.person, answer=ABSENT)
    found = list(LiveSession.objects.filter(recent, theirs, ~Exists(declined)).order_by("starts_at", "pk"))
    for one in found:
        one.community = here[one.community_id]
    return [entry_of(one) for one in found]


@feed_source("steps")
def steps(reader: Reader) -> list[Entry]:
    """The days on which steps are due, of the groups they are in. Three queries at most."""
    here = {place.community_id: place.community for place in reader.places}
    mine = Enrolment.objects.active().filter(membership__person=reader.person)
    mine = mine.select_related("cohort__programme").prefetch_related("cohort__programme__steps", "progress")
    found = []
    for enrolment in mine.order_by("pk"):
        cohort = enrolment.cohort
        community, done = (
            here[cohort.programme.community_id],
            {one.step_id for one in enrolment.progress.all()},
        )
        today = community.today(community.at(reader.now))
        for step in cohort.programme.steps.all():
            due = step.due_on(cohort)
            ended = cohort.ends_on is not None and cohort.ends_on < today
            if step.pk in done or due < today - LATE or ended:
                continue
            page = path_of("programme", community.slug, cohort.programme_id)
            found.append(
                Entry(
                    uid=f"{enrolment.pk}-{uid('step', step.pk)}",
                    title=_("To do by today: %(step)s") % {"step": step.title},
                    begins=due + community.set_back,
                    changed_at=enrolment.enrolled_at + community.set_back,
                    text=_("%(programme)s, %(minutes)s min.")
                    % {"programme": cohort.programme.name, "minutes": step.minutes},
                    url=settings.SITE_URL + page,
                )
            )
    return found
