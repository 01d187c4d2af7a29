"""The animation of the demo: a plan on the calendar of each group that runs, what was done, what waits."""

from datetime import datetime, time, timedelta

from tisserand.communities.models import Community, Membership
from tisserand.facilitation import drafts, pairing, placing, plan_files, planning, preparing
from tisserand.facilitation.models import Answer, Intention, Planned, Sending
from tisserand.people.models import Person
from tisserand.programmes.models import Cohort

from .book import Book
from .clock import DAY, Clock

# By community: the plan, the group, how many days in the room.
PLANS = {"distance": ("six-weeks", "g2", 0), "tutorat": ("two-days", "t", 2)}
INTENTIONS = [
    "Quand j’ouvre la réunion du mardi, alors je rappelle l’objectif en une phrase.",
    "Quand un message m’agace, alors j’appelle au lieu de répondre.",
    "Quand quelqu’un ne met pas sa caméra, alors je lui demande après, en tête à tête.",
    "Quand je montre un geste, alors je laisse faire une fois sans toucher.",
]
WORDS = [
    "Plus d’exemples filmés, même courts.",
    "Un créneau fixe le mardi, je m’organiserais mieux.",
    "J’ai laissé faire une fois sans toucher\u00a0: il y est arrivé.",
    "Le temps me manque, mais mon binôme m’appelle.",
    "Rien, continuez comme cela.",
]
WORD = """Bonjour {first_name},

Nous voilà à mi-chemin ou presque. La prochaine étape, « {module} », prend {minutes} minutes : {link}

Où en êtes-vous ? Un mot suffit."""
BUTTONS = [
    {"label": "Je suis à jour", "means": "fine"},
    {"label": "En retard, ça va", "means": "not_yet"},
    {"label": "Bloqué", "means": "stuck"},
]


def animate(community: Community, cohorts: dict[str, Cohort], lcm: Person, book: Book, clock: Clock) -> None:
    """Nothing of it leaves: what is past was sent long ago, what is due waits to be read."""
    if community.slug not in PLANS:
        return
    key, group, rooms = PLANS[community.slug]
    cohort = cohorts[group]
    cohort.programme.community = community
    made_at = clock.on(clock.last_working_day(cohort.starts_on - timedelta(days=20)), time(10))
    plan = planning.make(community, plan_files.built_in(key, "fr"), by=lcm, now=made_at)
    days = [cohort.starts_on + DAY * number for number in range(rooms)]
    put = planning.apply(plan, cohort, room_days=days, by=lcm, now=made_at)
    _prepared(put, lcm, book)
    past = [one for one in placing.placed(put, community) if one.on < clock.today]
    left = next((one for one in reversed(past) if not one.questions), None)
    pairing.confirm(cohort, pairing.propose(pairing.alone(cohort), 1), by=lcm, now=made_at + DAY)
    _intend(cohort, book)
    for planned in past:
        if planned is not left and not planned.session:
            _done(planned, lcm, book)
    _to_read(community, cohort, lcm, clock)


def _prepared(put: list[Planned], lcm: Person, book: Book) -> None:
    """The sessions that the plan foresaw and that stand are those: each is on the calendar once."""
    for planned in put:
        held = planned.community.live_sessions.filter(kind=planned.session_kind, cohort=planned.cohort)
        if planned.kind == Planned.Kind.SESSION and (session := held.first()):
            planned.session, planned.done_by, planned.done_at = session, lcm, session.planned_at
            preparing.keep_day(planned)
            planned.save()
            book.note("carried-out", lcm, planned, session.planned_at)


def _done(planned: Planned, lcm: Person, book: Book) -> None:
    planned.done_by, planned.done_at = lcm, planned.moment
    planned.save(update_fields=["done_by", "done_at"])
    book.note("carried-out", lcm, planned, planned.moment)
    asking = planned.kind == Planned.Kind.MAIL and planned.answers
    if (asking or planned.questions) and planned.to == Planned.To.LEARNERS:
        _answered(planned, lcm, book)


def _answered(planned: Planned, lcm: Person, book: Book) -> None:
    """What each one was written, and what those who came answered."""
    if planned.audience != "everyone":
        return
    for number, draft in enumerate(drafts.of(planned, by=lcm, now=planned.moment).ready):
        member = draft.member
        sending = Sending.objects.create(
            planned=planned,
            membership=member,
            person=member.person,
            subject=draft.subject,
            text=draft.text,
            answers=planned.answers,
            questions=list(draft.questions),
            approved_by=lcm,
            approved_at=planned.moment,
        )
        came = sorted(day for day in book.days(member.person) if day >= planned.on)
        often = 3 if planned.answers else 2
        if came and number % often == 0:
            said_at = max(planned.moment, book.first_of(member.person, came[0]))
            Answer.objects.bulk_create(_says(sending, number, said_at))


def _says(sending: Sending, number: int, said_at: datetime) -> list[Answer]:
    """What this one answers to each question: mostly well, a few otherwise, some in a few words."""
    said = []
    for place, one in enumerate(sending.asks):
        values = {"sending": sending, "question": place, "said_at": said_at}
        if not one["choices"]:
            if (number + place) % 3:
                words = WORDS[(number // 2 + place) % len(WORDS)]
                said.append(Answer(means="other", words=words, **values))
            continue
        last = len(one["choices"]) - 1
        chosen = (0 if number % 4 else last) if sending.answers else (number // 2 + place) % (last + 1)
        said.append(Answer(number=chosen, means=one["choices"][chosen]["means"], **values))
    return said


def _intend(cohort: Cohort, book: Book) -> None:
    """Some have said what they mean to do."""
    enrolments = cohort.enrolments.filter(membership__role=Membership.Role.LEARNER)
    for number, enrolment in enumerate(enrolments.select_related("membership__person").order_by("pk")):
        came = sorted(book.days(enrolment.membership.person))
        if number % 3 or not came:
            continue
        said_at = book.first_of(enrolment.membership.person, came[-1])
        words = INTENTIONS[(number // 3) % len(INTENTIONS)]
        Intention.objects.create(membership=enrolment.membership, cohort=cohort, words=words, said_at=said_at)


def _to_read(community: Community, cohort: Cohort, lcm: Person, clock: Clock) -> None:
    """A mail of the day, to be read before it leaves."""
    Planned.objects.create(
        community=community,
        cohort=cohort,
        kind=Planned.Kind.CHECK_IN,
        title="{first_name}, où en êtes-vous\u202f?",
        purpose="Prendre des nouvelles, et proposer un coup de main",
        text=WORD,
        answers=BUTTONS,
        moved_to=clock.today,
        made_by=lcm,
        made_at=clock.now - DAY,
    )
