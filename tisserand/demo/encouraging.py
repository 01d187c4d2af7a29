"""The rungs of the ladder above the letter: colleagues asked for a word, next steps agreed in a talk."""

from datetime import timedelta

from tisserand.attention.models import NextStep, Outreach, PeerWord
from tisserand.communities.models import Community
from tisserand.messages import writing
from tisserand.people.models import Person

from .acts import Members
from .book import Book
from .clock import Clock

PROPOSED = (
    "Bonjour {name},\n\nJe suis aussi dans «\u202fManagement à distance\u202f», et je venais aux nouvelles. "
    "Comment ça se passe\u202f?\n\nDix minutes pour en parler, ou une étape à faire à deux\u202f? Un mot "
    "suffit, quand ce sera le bon moment."
)
WORD = (
    "Salut Ilyes,\n\nOn ne s’est pas encore croisés. Je fais la première étape dans le train du lundi, ça "
    "prend dix minutes. Si tu veux, on la fait ensemble mardi à midi, je te montre comment j’ai rempli ma "
    "grille.\n\nOusmane"
)
# (whom, which colleague, why, when they were asked, what they answered, when)
ASKED = [
    ("Ilyes Hamdi", "Ousmane Diarra", "fellow", "g2+10 10:30", "wrote", "g2+11 12:40"),
    ("Wilfried Hoarau", "Gaëlle Le Bihan", "fellow", "j4 09:50", "declined", "j3 08:35"),
    ("João Ferreira", "Léa Bonnaud", "fellow", "j1 10:15", "", ""),
]
# (community, whom, words, in how many days, which talk it came from)
AGREED = [
    ("distance", "Amina Keita", "essayer la grille à la réunion du mardi", 0, "helped"),
    ("tutorat", "Lucette Vasquez", "montrer le geste une fois sans toucher", 0, "called"),
    ("tutorat", "Bernadette Joly", "appeler son binôme après la tournée", 4, "called"),
]


def climb(community: Community, members: Members, by: Person, book: Book, clock: Clock) -> None:
    if community.slug == "distance":
        letter = Outreach.objects.create(
            community=community,
            membership=members["Ilyes Hamdi"],
            kind=Outreach.Kind.WROTE,
            done_by=by,
            done_at=clock.read("g2+3 10:40"),
            subject="Votre place vous attend",
            note="Bonjour Ilyes,\n\nLa première étape dure dix minutes, et rien ne presse.\n\nClaire",
        )
        book.note("wrote", by, letter.membership, letter.done_at, outreach=letter.pk)
        for asked in ASKED:
            _ask(community, members, by, book, clock, *asked)
    for slug, whom, words, days, kind in AGREED:
        if slug == community.slug:
            _agree(members[whom], words, days, kind, by, book, clock)


def _ask(community, members, by, book, clock: Clock, whom, peer, why, asked, answer, answered) -> None:
    """One request; the word that was written is a private message, which nobody else reads."""
    member, colleague, at = members[whom], members[peer], clock.read(asked)
    act = Outreach.objects.create(
        community=community,
        membership=member,
        kind=Outreach.Kind.PEER,
        done_by=by,
        done_at=at,
        note=PROPOSED.format(name=member.person.given_name),
    )
    answered_at = clock.read(answered) if answer else None
    PeerWord.objects.create(outreach=act, peer=colleague, why=why, answer=answer, answered_at=answered_at)
    book.note("asked-colleague", by, act, at)
    if answered_at and answer == PeerWord.Answer.WROTE:
        said = {"source": WORD, "notify": False}
        writing.begin(community, by=colleague.person, people=[member.person], now=answered_at, **said)
    if answered_at:
        verb = "gave-word" if answer == PeerWord.Answer.WROTE else "declined-word"
        book.note(verb, colleague.person, act, answered_at)


def _agree(member, words, days, kind, by, book, clock) -> None:
    """After the last talk with them."""
    talk = Outreach.objects.filter(membership=member, kind=kind).latest("done_at")
    agreed = NextStep.objects.create(
        membership=member,
        words=words,
        on=clock.next_working_day(clock.today + timedelta(days=days)) if days else clock.today,
        agreed_by=by,
        agreed_at=talk.done_at,
        outreach=talk,
    )
    book.note("agreed-step", by, agreed, talk.done_at)
