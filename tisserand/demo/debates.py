"""The debates and the poll of the demo: where people stood, when, and what changed their minds."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tisserand.communities.models import Community
from tisserand.debates.forms import end_of
from tisserand.debates.models import (
    Argument,
    Choice,
    Debate,
    Option,
    Participant,
    Poll,
    Position,
    Stance,
    Voter,
)
from tisserand.people.models import Person

from .book import Book
from .clock import Clock
from .talk import Told


@dataclass(frozen=True)
class Stand:
    """Where somebody stood from a moment on, by number of position; `why` of a change of mind."""

    who: str
    number: int
    stamp: str
    why: str = ""


@dataclass(frozen=True)
class Held:
    """A debate: its positions, its last day counted from today, which posts argue for which position."""

    positions: tuple[str, ...]
    days: int
    arguments: dict[int, int]
    stands: list[Stand]
    named: bool = False


DEBATES = {
    "Deux jours fixes au bureau pour toute l’équipe\u202f?": Held(
        (
            "Deux jours fixes pour tout le monde",
            "Chaque équipe choisit",
            "Un seul jour, avec une raison de venir",
        ),
        1,
        {2: 1, 3: 2, 5: 0, 6: 3},
        [
            Stand("Éric Perrot", 1, "j9 14:00"),
            Stand("Hawa Traoré", 2, "j9 16:10"),
            Stand("Valérie Chevalier", 2, "j8 09:00"),
            Stand("Gaëlle Le Bihan", 2, "j8 10:30"),
            Stand("Naïma Toumi", 0, "j8 11:40"),
            Stand("Bao Nguyen", 1, "j7 09:50"),
            Stand("Céline Hubert", 0, "j7 14:20"),
            Stand(
                "Valérie Chevalier", 1, "j7 15:00", "Onze messages pour caler un point\u00a0: j’ai compté."
            ),
            Stand("Bao Nguyen", 3, "j6 10:20", "Hawa a raison sur les métiers qui roulent."),
            Stand("Hawa Traoré", 3, "j5 09:10", "Un seul jour, et un déjeuner\u00a0: là, ils viendront."),
            Stand("Céline Hubert", 3, "j5 11:30"),
        ],
    ),
    "Garder la caméra allumée en réunion\u202f?": Held(
        ("Allumée pour parler, éteinte pour écouter", "Chacun choisit"),
        -2,
        {2: 1, 3: 2},
        [
            Stand("Gaëlle Le Bihan", 1, "j14 14:00"),
            Stand("Abdoulaye Sow", 2, "j13 09:00"),
            Stand("Éric Perrot", 2, "j13 10:00"),
            Stand("Hawa Traoré", 2, "j12 17:00"),
            Stand("Bao Nguyen", 1, "j12 09:30"),
            Stand("Éric Perrot", 1, "j11 08:40", "Essayé deux semaines\u00a0: on se coupe moins la parole."),
        ],
        named=True,
    ),
}


@dataclass(frozen=True)
class Asked:
    """A ranked poll: its answers, its last day counted from today, the ballots by number of answer."""

    options: tuple[str, ...]
    days: int
    ballots: dict[str, list[int]] = field(default_factory=dict)


POLLS = {
    "Quel moment pour notre rendez-vous de la semaine\u202f?": Asked(
        ("Mardi à 9\u00a0h", "Jeudi à 13\u00a0h\u00a030", "Vendredi à 11\u00a0h"),
        5,
        {
            "Éric Perrot": [1, 2],
            "Hawa Traoré": [2, 3, 1],
            "Gaëlle Le Bihan": [2],
            "Bao Nguyen": [3, 2, 1],
            "Abdoulaye Sow": [1, 2, 3],
        },
    )
}


def hold(community: Community, told: list[Told], people: dict[str, Person], book: Book, clock: Clock) -> None:
    for one in told:
        if one.script.title in DEBATES:
            _debate(one, DEBATES[one.script.title], people, book, clock)
        if one.script.title in POLLS:
            _poll(one, POLLS[one.script.title], people, book, clock)


def _ends(told: Told, days: int, clock: Clock) -> datetime:
    at = end_of(clock.today + timedelta(days=days), clock.zone)
    if told.thread is not None:
        told.thread.ends_at = at
        told.thread.save(update_fields=["ends_at"])
    return at


def _debate(told: Told, held: Held, people: dict[str, Person], book: Book, clock: Clock) -> None:
    debate = Debate.objects.create(
        thread=told.thread, closes_at=_ends(told, held.days, clock), named=held.named
    )
    numbered = enumerate(("", *held.positions))
    places = [Position.objects.create(debate=debate, number=n, label=label) for n, label in numbered]
    for number, of in held.arguments.items():
        Argument.objects.create(post=told.posts[number - 1], position=places[of])
    taken: dict[str, Participant] = {}
    for stand in held.stands:
        at, place, changed = clock.read(stand.stamp), places[stand.number], stand.who in taken
        if not changed:
            start = {"first": place, "present": place}
            taken[stand.who] = Participant.objects.create(debate=debate, person=people[stand.who], **start)
        Stance.objects.create(participant=taken[stand.who], position=place, taken_at=at, why=stand.why)
        Participant.objects.filter(pk=taken[stand.who].pk).update(present=place)
        book.note("took-position", people[stand.who], debate, at, changed=changed)


def _poll(told: Told, asked: Asked, people: dict[str, Person], book: Book, clock: Clock) -> None:
    thread, opening = told.thread, told.posts[0]
    poll = Poll.objects.create(
        thread=thread,
        question=thread.title,
        method=Poll.Method.RANKED,
        results=Poll.Results.AFTER,
        closes_at=_ends(told, asked.days, clock),
        opened_by=opening.author,
        opened_at=opening.created_at,
    )
    options = [
        Option.objects.create(poll=poll, number=n, label=label) for n, label in enumerate(asked.options, 1)
    ]
    for hours, (who, ballot) in enumerate(asked.ballots.items(), 1):
        voter = Voter.objects.create(poll=poll, person=people[who])
        for rank, number in enumerate(ballot, 1):
            option = options[number - 1]
            Choice.objects.create(voter=voter, option=option, rank=rank)
            option.votes, option.points = option.votes + 1, option.points + len(options) + 1 - rank
        book.note("voted", people[who], poll, clock.read(f"+{hours}h", opening.created_at))
    Option.objects.bulk_update(options, ["votes", "points"])
