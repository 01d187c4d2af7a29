"""The letter of last Monday, which everybody has read, and the one that waits for next Monday as a draft."""

from datetime import datetime, time, timedelta

from django.db.models import Count
from django.utils import translation

from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Thread
from tisserand.letter import approving, drafting
from tisserand.letter.composing import MAIL, readers_of, ways_of
from tisserand.letter.models import Copy, Edition, Told
from tisserand.letter.relevance import Item, Kind, Why
from tisserand.mail.models import Envelope
from tisserand.people.models import Person

from .clock import Clock

WORDS = {
    "distance": (
        "Bonjour,\n\nTrois semaines, et déjà des entretiens que vous n’auriez pas osés en septembre. "
        "J’ai relu vos échanges dimanche avec un café\u00a0: ce qui m’a le plus frappée, c’est la vitesse à "
        "laquelle vous vous répondez.\n\nJe vous ai gardé une histoire. Le reste est à vous\u00a0: votre "
        "étape, vos questions."
    ),
    "tutorat": (
        "Bonjour,\n\nLes personnes que vous formez ont de la chance, et vous commencez à le raconter. "
        "Cette semaine, une histoire d’atelier, et pour chacun ce qui le regarde."
    ),
    "metier": (
        "Bonjour à tous,\n\nSemaine de pannes, semaine de bonnes idées. J’en ai retenu une pour tout le "
        "monde\u00a0: elle évite de démonter pour rien."
    ),
}

UNPRINTED = "distance"


def write(community: Community, lcm: Person, clock: Clock) -> None:
    """The copies of the past letter tell its story and nothing else; no mail is to leave."""
    monday = clock.today - timedelta(days=clock.today.weekday() or 7)
    at = clock.on(clock.last_working_day(monday), time(9, 0))
    story = _story(community, at)
    if story is not None:
        _past(community, lcm, story, at)
    drafting.begin(community, by=lcm, now=clock.now)


def _left(edition: Edition, member: Membership, at: datetime) -> Envelope:
    """Its mail, as the outbox keeps those that have left."""
    return Envelope.objects.create(
        kind=MAIL,
        person=member.person,
        data={"edition": edition.pk, "member": member.pk},
        state=Envelope.State.SENT,
        created_at=at,
        due_at=at,
        sent_at=at + timedelta(minutes=2),
        subject=edition.subject,
    )


def _story(community: Community, at: datetime) -> Thread | None:
    before = Thread.objects.solved().filter(community=community, acceptance__accepted_at__lt=at)
    thanked = before.annotate(thanked=Count("acceptance__post__reactions"))
    return thanked.order_by("-thanked", "-created_at").first()


def _past(community: Community, lcm: Person, story: Thread, at: datetime) -> None:
    written = at - timedelta(days=3)
    with translation.override(community.language):
        edition = approving.draft(
            community, by=lcm, now=written, leaves_at=at, source=WORDS[community.slug], chosen=story
        )
    approving.approve(edition, by=lcm, now=written, stamp=edition.stamp)
    members = list(readers_of(community.pk).filter(joined_at__lt=at).order_by("pk"))
    ways, item = ways_of(members), Item(Kind.CHOSEN, story.pk, Why.PICKED)
    copies = [
        Copy(edition=edition, membership=member, way=ways[member.pk], composed_at=at, items=[item.row])
        for member in members
        if ways[member.pk] != Copy.Way.UNWANTED
    ]
    for copy in (one for one in copies if one.way == Copy.Way.MAIL):
        copy.envelope = _left(edition, copy.membership, at)
    Copy.objects.bulk_create(copies, batch_size=200)
    paper = edition.copies.filter(way=Copy.Way.PAPER)
    if community.slug == UNPRINTED:  # one is still on the desk
        paper = paper.exclude(pk=paper.order_by("-pk").values("pk")[:1])
    paper.update(printed_at=at + timedelta(hours=1), printed_by=lcm)
    told = {item.key: at.date().toordinal()}
    Told.objects.bulk_create(
        [Told(membership_id=copy.membership_id, keys=told, last_at=at) for copy in copies], batch_size=200
    )
    Edition.objects.filter(pk=edition.pk).update(
        composing_at=at,
        composed_at=at + timedelta(minutes=1),
        composed_up_to=members[-1].pk if members else 0,
        readers=len(members),
        by_mail=sum(copy.way == Copy.Way.MAIL for copy in copies),
        on_paper=sum(copy.way == Copy.Way.PAPER for copy in copies),
        unwanted=len(members) - len(copies),
    )
    community.record("sent-letter", None, edition, at=at)
