"""The live sessions of the demo: one that is over, with who was there and what was said, and two to come."""

from datetime import date, time, timedelta

from tisserand.communities.models import Community, Membership
from tisserand.meetings.models import (
    Afterword,
    Attendance,
    Circle,
    Invited,
    Leader,
    LiveSession,
    Part,
    SignUp,
)
from tisserand.people.models import Person

from .book import Book
from .cast import Place
from .clock import DAY, Clock
from .learning import Course

FRIDAY = 4
PHONE, CODE = "+33261910050", "4512#"
OPENING = """Trois semaines pour oser, trois pour tenir\u00a0: voilà le chemin.

Chacun a dit la situation qu’il veut changer. Personne n’est seul avec la sienne.
La première étape prend dix minutes. Elle peut se faire au téléphone avec moi.
Une question\u202f? Ici, d’abord. Bao répond sur le métier, moi sur le reste.

Prochain rendez-vous vendredi, onze heures, par téléphone aussi."""
# Who was at the opening, and how; they had said so the day before.
THERE = {
    "Amina Keita": "link",
    "Marc Delaunay": "phone",
    "Léa Bonnaud": "link",
    "Sofiane Belkacem": "link",
    "Fatou Ndiaye": "phone",
    "Gaëlle Le Bihan": "link",
    "Myriam Haddad": "room",
    "Isabelle Colin": "room",
    "Bao Nguyen": "link",
}
COMES = {
    "Éric Perrot": "link",
    "Hawa Traoré": "phone",
    "Valérie Chevalier": "link",
    "Bao Nguyen": "link",
    "Christine Fabre": "no",
}

# What those who come to the co-development bring.
PARTS = {
    "Marc Delaunay": "case",
    "Léa Bonnaud": "case",
    "Sofiane Belkacem": "help",
    "Fatou Ndiaye": "help",
    "Myriam Haddad": "help",
}


def hold(
    community: Community,
    course: Course,
    members: dict[str, Membership],
    places: dict[str, Place],
    lcm: Person,
    book: Book,
    clock: Clock,
) -> None:
    """Nothing but in the community that learns at a distance."""
    if community.slug == "distance":
        _Hall(community, course, members, places, lcm, book, clock).hold()


class _Hall:
    def __init__(self, community, course, members, places, lcm, book, clock):
        self.community, self.course, self.members, self.places = community, course, members, places
        self.lcm, self.book, self.clock = lcm, book, clock

    def hold(self) -> None:
        self._opening()
        self._friday()
        self._expert_hour()
        self._co_development()

    def _opening(self) -> None:
        """On the day the second group began."""
        began = self.clock.next_working_day(self.clock.anchors["g2"])
        session = self._plan(
            began,
            time(11),
            began - 4 * DAY,
            title="Ouverture du deuxième groupe",
            kind=LiveSession.Kind.KICK_OFF,
            cohort=self.course.cohorts["g2"],
            link="https://visio.sorvane.example/ouverture",
            room="Salle Semoy, site de Charleville",
            minutes=45,
        )
        for name, way in THERE.items():
            self._comes(session, name, way, session.starts_at - timedelta(hours=2))
            self._was_there(session, self.members[name].person, way)
        at = session.ends_at + timedelta(hours=2)
        recording = "https://visio.sorvane.example/ouverture/film"
        told = {"written_by": self.lcm, "written_at": at, "recording": recording}
        afterword = Afterword.objects.create(session=session, text=OPENING, **told)
        self.book.note("wrote-afterword", self.lcm, afterword.session, at)

    def _friday(self) -> None:
        """Two working days from now at least, so that there is time to answer."""
        day = self.clock.today + 2 * DAY
        while day.weekday() != FRIDAY or not self.clock.works(day):
            day += DAY
        session = self._plan(
            day,
            time(11),
            self.clock.working_days_ago(2),
            title="Le rendez-vous de la semaine",
            description="Une demi-heure, une situation de l’un de nous, et ce que chacun en ferait.",
            link="https://visio.sorvane.example/semaine",
            minutes=30,
        )
        for name, said in COMES.items():
            self._comes(session, name, said, self.clock.read("j1 10:40"))

    def _expert_hour(self) -> None:
        day = self.clock.next_working_day(self.clock.today + 8 * DAY)
        session = self._plan(
            day,
            time(13, 30),
            self.clock.working_days_ago(1),
            title="L’heure de Bao\u00a0: vos recadrages, pour de vrai",
            description="Bao répond quarante minutes. Envoyez votre question la veille, par téléphone aussi.",
            kind=LiveSession.Kind.EXPERT_HOUR,
            cohort=self.course.cohorts["g2"],
            link="https://visio.sorvane.example/bao",
            room="Salle Meuse, site de Givet",
            places=12,
            minutes=40,
        )
        Leader.objects.create(session=session, person=self.members["Bao Nguyen"].person)

    def _co_development(self) -> None:
        """One brings a situation, others come to help, and the client is chosen."""
        day = self.clock.next_working_day(self.clock.today + 12 * DAY)
        session = self._plan(
            day,
            time(9, 30),
            self.clock.working_days_ago(1),
            title="Co-développement\u00a0: une situation de l’un de nous",
            description="Six étapes, une seule situation. On écoute, on questionne, puis on propose.",
            kind=LiveSession.Kind.CO_DEVELOPMENT,
            cohort=self.course.cohorts["g2"],
            link="https://visio.sorvane.example/codev",
            room="Salle Semoy, site de Charleville",
            places=9,
            minutes=75,
        )
        at = self.clock.read("j1 11:20")
        for name, kind in PARTS.items():
            person = self.members[name].person
            self._comes(session, name, "link", at)
            Part.objects.create(session=session, person=person, kind=kind, said_at=at)
            self.book.note("offered-part", person, session, at, part=kind)
        people = {"client": self.members["Marc Delaunay"].person, "host": self.members["Bao Nguyen"].person}
        Circle.objects.create(session=session, **people)

    def _plan(self, day: date, at: time, planned_on: date, *, minutes: int, **values) -> LiveSession:
        starts_at = self.clock.on(day, at)
        planned_at = self.clock.on(self.clock.last_working_day(planned_on), time(9, 40))
        session = LiveSession.objects.create(
            community=self.community,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(minutes=minutes),
            minutes=minutes,
            phone=PHONE,
            phone_code=CODE,
            planned_by=self.lcm,
            planned_at=planned_at,
            changed_at=planned_at,
            **values,
        )
        Leader.objects.create(session=session, person=self.lcm)
        self.book.note("planned", self.lcm, session, planned_at)
        self._invite(session)
        return session

    def _invite(self, session: LiveSession) -> None:
        """All those it is for, who have an address."""
        people = [
            member.person
            for member in self.members.values()
            if member.person.email and member.person_id != self.lcm.pk and self._is_for(session, member)
        ]
        at = session.planned_at + timedelta(minutes=10)
        rows = [Invited(session=session, person=person, invited_at=at) for person in people]
        Invited.objects.bulk_create(rows, batch_size=200)
        self.book.note("convened", self.lcm, session, session.planned_at)

    def _is_for(self, session: LiveSession, member: Membership) -> bool:
        return session.cohort is None or self.places[member.person.name].cohort == "g2"

    def _comes(self, session: LiveSession, name: str, said: str, at) -> None:
        person = self.members[name].person
        SignUp.objects.create(session=session, person=person, answer=said, said_at=at)
        self.book.note("answered-invitation", person, session, at, answer=said)

    def _was_there(self, session: LiveSession, person: Person, way: str) -> None:
        at = session.ends_at + timedelta(minutes=15)
        came = Attendance.objects.create(
            session=session, person=person, way=way, noted_by=self.lcm, noted_at=at
        )
        self.book.note(
            "attended", person, came, session.starts_at, session=session.pk, way=way, noted_by=self.lcm.pk
        )
