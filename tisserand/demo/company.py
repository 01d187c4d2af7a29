"""Sorvane, which does not exist: it makes and looks after the great kitchens of schools and hospitals.

About three hundred people in three communities, and four months of their life: a remote programme in its
third week, the follow-up of two days in a room, a trade that keeps in touch. Everything is dated from the
moment it is built, and comes out the same whenever it is built.
"""

from datetime import date, datetime, time, timedelta

from django.db import transaction

from tisserand.communities import facts
from tisserand.communities.models import CharterAcceptance, Community, Membership, Organisation
from tisserand.people.models import Person
from tisserand.programmes.models import Progress
from tisserand.search import meaning
from tisserand.similar import duplicates

from . import (
    accommodations,
    acts,
    animation,
    cast,
    debates,
    encouraging,
    hidden,
    learning,
    letters,
    live,
    lives,
    meetings,
    order,
    private,
    talk,
    trials,
    writings,
)
from .book import Book
from .cast import Place
from .clock import DAY, Clock

FOUNDED = timedelta(days=126)
UNREAD_HOURS = 3  # of work
NAME = "Sorvane"
HELP_PHONE = "+33261910042"
ADMINISTRATOR = "Sylvain Astier"
CHARTER = """Ici, on apprend ensemble.

On peut tout demander : aucune question n’est bête, et chacune reçoit une réponse.
On parle des situations, jamais des absents : ni noms de clients, ni noms de collègues.
On discute une idée, pas la personne qui la dit.
Ce qui se dit ici reste ici et ne sert à juger personne.
On remercie, et on raconte ce qui a marché.

Un message vous heurte ? Signalez-le : il sera lu, et vous aurez une réponse."""


class AlreadyPeopled(Exception):
    """There are people here: the demo never mixes with them."""


COMMUNITIES = {
    "distance": (
        "Management à distance",
        "Aucune question ne reste seule\u202f: une réponse en quatre heures ouvrées.",
        "Claire Vasseur",
    ),
    "tutorat": (
        "Former à son poste",
        "On apprend son métier en le montrant. Ici, on se raconte nos essais.",
        "Nadège Quéré",
    ),
    "metier": (
        "Froid, cuisson, lavage",
        "On peut tout demander, on ne se moque de personne.",
        "Yann Kerdoncuff",
    ),
}


@transaction.atomic
def build(now: datetime) -> None:
    """Make the company as it is at `now`. Sends no mail. Raises AlreadyPeopled when somebody is here."""
    if Person.objects.exists():
        raise AlreadyPeopled("This site has people already; the demo company needs an empty one.")
    organisation = Organisation.objects.create(name=NAME, help_phone=HELP_PHONE)
    clock = Clock(now, organisation)
    clock.anchors = learning.anchors(clock)
    places = {slug: cast.places(slug) for slug in COMMUNITIES}
    everybody = [place for some in places.values() for place in some]
    people = cast.people(everybody, clock.now - FOUNDED)
    _administrator(clock.now - FOUNDED)
    for slug in COMMUNITIES:
        _Life(organisation, slug, places[slug], people, clock).live()
    while meaning.learn_some():
        pass
    duplicates.compare_some(clock.now)


def _administrator(joined_at: datetime) -> None:
    given_name, family_name = ADMINISTRATOR.split()
    person = Person(
        given_name=given_name,
        family_name=family_name,
        email=cast.address(ADMINISTRATOR),
        is_administrator=True,
        joined_at=joined_at,
    )
    person.set_unusable_password()
    person.save()


class _Life:
    """One community, from its founding to now."""

    def __init__(
        self,
        organisation: Organisation,
        slug: str,
        places: list[Place],
        people: dict[str, Person],
        clock: Clock,
    ):
        name, promise, runs_it = COMMUNITIES[slug]
        self.clock, self.people, self.lcm = clock, people, people[runs_it]
        self.places = {place.name: place for place in places}
        self.founded_at = self._founded_at(slug)
        self.community = Community.objects.create(
            organisation=organisation, name=name, slug=slug, promise=promise, created_at=self.founded_at
        )
        self.book = Book(self.community, clock)

    def live(self) -> None:
        self._admit()
        self.course = learning.course(self.community, self.clock)
        told = talk.tell(self.community, self.people, self.book, self.clock)
        debates.hold(self.community, told, self.people, self.book, self.clock)
        live.chat(self.community, self.people, self.book, self.clock)
        meetings.hold(self.community, self.course, self.members, self.places, self.lcm, self.book, self.clock)
        acts.reach_out(self.community, self.members, self.book, self.clock)
        acts.answer(self.community, told, self.members, self.book)
        acts.ask_for_calls(self.community, self.members, self.book, self.clock)
        accommodations.agree(self.community, self.members, self.lcm, self.book, self.clock)
        encouraging.climb(self.community, self.members, self.lcm, self.book, self.clock)
        acts.lose_addresses(self.community, self.members, self.clock)
        private.speak(self.community, self.people, self.clock)
        hidden.ask(self.community, self.people, self.clock)
        self._learn_and_visit()
        new = {name for name, place in self.places.items() if place.rhythm == "new"}
        acts.greet(self.community, self.members, self.lcm, new, self.book, self.clock)
        animation.animate(self.community, self.course.cohorts, self.lcm, self.book, self.clock)
        self.book.close()
        facts.rebuild(self.community)
        writings.put_in_short(self.community, self.people, self.clock)
        self._read(told)
        order.put_in_order(self.community, self.lcm, self.clock)
        letters.write(self.community, self.lcm, self.clock)
        acts.decide(self.community, self.lcm, self.clock.now)
        trials.compare(self.community, self.lcm, self.clock)

    def _founded_at(self, slug: str) -> datetime:
        day = (
            self.clock.anchors["t"] - timedelta(days=15) if slug == "tutorat" else self.clock.today - FOUNDED
        )
        return self.clock.on(self.clock.last_working_day(day), time(9, 5))

    # Members

    def _admit(self) -> None:
        made = [
            Membership(
                community=self.community,
                person=self.people[place.name],
                role=place.role,
                joined_at=self._joined_at(place),
            )
            for place in self.places.values()
        ]
        Membership.objects.bulk_create(made, batch_size=200)
        self.members = {membership.person.name: membership for membership in made}
        self.book.note("founded", self.lcm, self.community, self.founded_at)
        self._agree(made)
        for membership in made:
            by, at = self.lcm, membership.joined_at
            self.book.note("joined", by, membership, at, role=membership.role, back=False)

    def _agree(self, members: list[Membership]) -> None:
        """Each agreed to the charter when they came in."""
        charter = self.community.charters.create(
            text=CHARTER, written_by=self.lcm, written_at=self.founded_at
        )
        CharterAcceptance.objects.bulk_create(
            CharterAcceptance(charter=charter, member=member, accepted_at=member.joined_at)
            for member in members
        )

    def _joined_at(self, place: Place) -> datetime:
        if place.role != Membership.Role.LEARNER:
            return self.founded_at
        if place.rhythm == "new":
            return self.clock.on(self.clock.working_days_ago(1), time(8, 40))
        if place.cohort:
            return self._loaded_at(place.cohort)
        day = self.clock.today - timedelta(days=place.dice("joined").randint(50, 115))
        return self.clock.on(self.clock.last_working_day(day), time(9, 30))

    def _loaded_at(self, cohort: str) -> datetime:
        day = self.clock.last_working_day(self.clock.anchors[cohort] - learning.LOADED_BEFORE)
        return max(self.clock.on(day, learning.ENROLMENTS_LOADED_AT), self.founded_at + timedelta(minutes=10))

    # Days, steps, visits

    def _learn_and_visit(self) -> None:
        done: list[Progress] = []
        for name, place in self.places.items():
            membership, person = self.members[name], self.people[name]
            dice = place.dice(self.community.slug)
            since = self._begins_on(place, membership)
            came = lives.days(place, self.clock, since, dice)
            active = came | (self.book.days(person) if place.role != Membership.Role.LCM else set())
            if place.cohort:
                at = membership.joined_at + timedelta(minutes=2)
                enrolment = learning.enrol(self.course, membership, place.cohort, at, self.lcm, self.book)
                done += learning.advance(
                    self.course, enrolment, place, active, self.lcm, self.clock, self.book
                )
            if place.rhythm.split("-")[0] not in ("silent", "never", "talked", "new"):
                active = lives.keeps_coming(came | self.book.days(person), self.clock, dice)
                came |= active - self.book.days(person)
            self._visit(person, place, came)
        Progress.objects.bulk_create(done, batch_size=200)

    def _begins_on(self, place: Place, membership: Membership) -> date:
        """The day from which this person comes: the start of the cohort, or the day they joined."""
        joined_on = self.community.today(membership.joined_at)
        if not place.cohort:
            return joined_on + DAY if place.role == Membership.Role.LEARNER else joined_on
        return max(joined_on, self.clock.anchors[place.cohort])

    def _visit(self, person: Person, place: Place, came: set[date]) -> None:
        dice = place.dice("hours")
        spoken = set() if place.rhythm != "talked" else self.book.days(person)
        for day in sorted((came | self._online(person, place)) - spoken):
            self.book.visit(
                person, day, time(dice.choice((7, 8, 8, 9, 10, 12, 13, 14, 16, 17)), dice.randint(0, 59))
            )

    def _online(self, person: Person, place: Place) -> set[date]:
        """The days of what this person wrote or did here; nobody writes without coming."""
        return self.book.days(person) if person.email else set()

    # Reading

    def _read(self, told: list[talk.Told]) -> None:
        """What came in the last hours of work waits for its readers, whatever the hour the demo is made."""
        unread_since = self.clock.hours_ago(UNREAD_HOURS)
        memberships = Membership.objects.filter(community=self.community).exclude(last_active_on=None)
        readers = {}
        for membership in memberships:
            assert membership.last_active_on is not None
            last = self.clock.on(membership.last_active_on, time(17, 45))
            share = min(0.15 + membership.active_days / 60, 0.9)
            readers[membership.person_id] = (share, min(last, unread_since))
        talk.note_readings(told, readers)


def roles() -> list[tuple[str, Person, str]]:
    """Whom to be when trying the demo: a role, a person who can sign in, and what they will find."""
    return [
        (label, person, sentence)
        for label, name, sentence in ROLES
        if (person := Person.objects.with_email(cast.address(name)))
    ]


ROLES = (
    (
        "Animatrice",
        "Claire Vasseur",
        "Anime «\u202fManagement à distance\u202f»\u202f: sa journée est pleine.",
    ),
    ("Apprenante", "Amina Keita", "Nouvelle cheffe d’équipe\u202f; Bao vient de lui répondre."),
    ("Formateur interne", "Bao Nguyen", "Répond à ce que lui seul sait, dans deux communautés."),
    ("Animatrice", "Nadège Quéré", "Suit les tuteurs et tutrices, six semaines après la salle."),
    ("Animateur", "Yann Kerdoncuff", "Anime la communauté des métiers du froid et de la cuisson."),
    ("Administrateur", ADMINISTRATOR, "S’occupe du site, des personnes et des communautés."),
)
