"""What those who run the communities did towards people, from `content/acts.md` and the threads.

[community]
@ wrote · who · whom · moment · subject      then the words
@ called · who · whom · moment · outcome     then the note
@ helped · who · whom · moment · how         then the note
"""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from tisserand.attention import indicators
from tisserand.attention.acts import postpone, set_aside
from tisserand.attention.models import Outreach
from tisserand.communities.models import CallRequest, Community, Membership
from tisserand.mail.lost_addresses import note_lost
from tisserand.people.models import Person

from .book import Book
from .clock import Clock
from .script import CONTENT
from .talk import Told

Members = dict[str, Membership]
SPOKEN = (Outreach.Outcome.REACHED, Outreach.Outcome.BY_PHONE, Outreach.Outcome.IN_ROOM)


@dataclass
class Act:
    kind: str
    by: str
    whom: str
    stamp: str
    said: str  # the subject of a letter, the outcome of a call
    lines: list[str] = field(default_factory=list)


def read(community: str) -> list[Act]:
    acts: list[Act] = []
    here = False
    for line in (CONTENT / "acts.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            here = line == f"[{community}]"
        elif here and line.startswith("@ "):
            kind, by, whom, stamp, said = line[2:].split(" · ")
            acts.append(Act(kind, by, whom, stamp, said))
        elif here:
            acts[-1].lines.append(line)
    return acts


def reach_out(community: Community, members: Members, book: Book, clock: Clock) -> None:
    """The letters and the calls."""
    acts = sorted(read(community.slug), key=lambda act: clock.read(act.stamp))
    rows = []
    for act in acts:
        wrote = act.kind == Outreach.Kind.WROTE
        rows.append(
            Outreach(
                community=community,
                membership=members[act.whom],
                kind=act.kind,
                outcome="" if wrote else act.said,
                done_by=members[act.by].person,
                done_at=clock.read(act.stamp),
                subject=act.said if wrote else "",
                note="\n".join(act.lines).strip(),
            )
        )
    for row in Outreach.objects.bulk_create(rows):
        detail = {"outcome": row.outcome} if row.kind == Outreach.Kind.CALLED else {}
        book.note(row.kind, row.done_by, row.membership, row.done_at, outreach=row.pk, **detail)
        if row.outcome in SPOKEN:
            book.note("talked", row.membership.person, row, row.done_at)


# « Stuck, call me », by a link in a mail: (community, who, moment, when it suits, words).
CALLS_WANTED = [
    (
        "distance",
        "Fatou Ndiaye",
        "h2",
        CallRequest.Moment.NOON,
        "Je n’arrive pas à ouvrir l’exercice depuis mon téléphone.",
    ),
]


def ask_for_calls(community: Community, members: Members, book: Book, clock: Clock) -> None:
    for slug, who, stamp, moment, words in CALLS_WANTED:
        if slug == community.slug:
            member, at = members[who], clock.read(stamp)
            request = member.call_requests.create(
                asked_at=at, phone=member.person.phone, moment=moment, words=words
            )
            book.note("asked-for-call", member.person, request, at)


# Mail to them comes back: (community, who, working days ago).
LOST_ADDRESSES = [("distance", "Jérôme Schmitt", 4)]


def lose_addresses(community: Community, members: Members, clock: Clock) -> None:
    for slug, who, days in LOST_ADDRESSES:
        if slug == community.slug:
            at = clock.on(clock.working_days_ago(days), time(7, 10))
            note_lost(members[who].person, "550 5.1.1 User unknown", now=at)


def answer(community: Community, told: list[Told], members: Members, book: Book) -> None:
    """The answers and the relaunches of those who run the community, as if given from their list."""
    run_it = {m.person_id for m in members.values() if m.role == Membership.Role.LCM}
    rows = []
    for one in told:
        replies = one.posts[1:]
        if one.thread.asks and replies and replies[0].author_id in run_it:
            asker = members[one.thread.author.name]
            rows.append(_post(community, one.thread, replies[0], Outreach.Kind.REPLIED, asker))
        for done, at in one.done:
            if done.act == "relaunched":
                post = max((p for p in one.posts if p.created_at < at), key=lambda p: p.number)
                revived = _post(community, one.thread, post, Outreach.Kind.RELAUNCHED, None)
                revived.way = Outreach.Way.QUESTION
                rows.append(revived)
    for row in Outreach.objects.bulk_create(rows):
        if row.kind == Outreach.Kind.RELAUNCHED:
            book.note("relaunched", row.done_by, row.thread, row.done_at, outreach=row.pk)


def _post(community, thread, post, kind, membership) -> Outreach:
    return Outreach(
        community=community,
        membership=membership,
        kind=kind,
        done_by=post.author,
        done_at=post.created_at,
        thread=thread,
        post=post,
    )


def greet(
    community: Community, members: Members, by: Person, skip: set[str], book: Book, clock: Clock
) -> None:
    """Everybody who came was greeted, the same day or the next one, save those in `skip`."""
    rows, greeted = [], []
    for name, membership in members.items():
        came = book.days(membership.person)
        if not came or name in skip or membership.role == Membership.Role.LCM:
            continue
        at = clock.on(clock.next_working_day(min(came)), time(17, membership.pk % 25))
        at = min(at, clock.now - timedelta(hours=1))
        row = Outreach(
            community=community,
            membership=membership,
            kind=Outreach.Kind.GREETED,
            done_by=by,
            done_at=at,
            subject=_subject(membership),
            note=_words(membership, by),
        )
        membership.welcomed_at, membership.welcomed_by = at, by
        rows.append(row)
        greeted.append(membership)
    for row in Outreach.objects.bulk_create(rows, batch_size=200):
        book.note("welcomed", by, row.membership, row.done_at, outreach=row.pk)
    Membership.objects.bulk_update(greeted, ["welcomed_at", "welcomed_by"], batch_size=200)


def _subject(membership: Membership) -> str:
    if not membership.person.email:
        return ""
    if membership.person.language == "en":
        return f"Welcome, {membership.person.first_name}"
    return f"Bienvenue, {membership.person.first_name}"


def _words(membership: Membership, by: Person) -> str:
    if not membership.person.email:
        return "De vive voix, avec le numéro d’aide sur une carte."
    name, here = membership.person.first_name, membership.community.name
    if membership.person.language == "en":
        return (
            f"Hello {name},\n\nI am glad to see you in “{here}”. "
            f"A question, however small? Just reply.\n\n{by.first_name}"
        )
    return (
        f"Bonjour {name},\n\nC’est un plaisir de vous voir dans «\u202f{here}\u202f». "
        f"Une question, même petite\u202f? Répondez à ce message.\n\n{by.first_name}"
    )


# Taken on the list: (community, indicator, name of the person or title of the thread, days or reason).
PUT_OFF = [
    ("distance", "silent", "Aurélie Marchand", 4),
]
SET_ASIDE = [
    ("distance", "stalled", "Bonjour, on se présente\u202f?", "Le tour de présentation est fini."),
    (
        "tutorat",
        "stalled",
        "Premiers essais\u00a0: une phrase chacun",
        "Repris de vive voix au rendez-vous d’un mois.",
    ),
    (
        "tutorat",
        "stalled",
        "Après ces deux jours\u00a0: votre phrase «\u202fquand…, alors…\u202f»",
        "Chacun a déposé la sienne.",
    ),
    (
        "tutorat",
        "stalled",
        "Premier accident évité, on en parle\u202f?",
        "Conclu\u00a0: les patins antidérapants sont livrés.",
    ),
    ("metier", "stalled", "Faut-il tutoyer les clients réguliers\u202f?", "Maëva a conclu avec le sourire."),
]


def decide(community: Community, by: Person, now: datetime) -> None:
    """Put aside what was put aside, as far as it stands on the list."""
    lines = {
        (
            signal.indicator,
            signal.membership.person.name if signal.membership else signal.thread.title,
        ): signal.key
        for signal in indicators.signals(community, now)
        if signal.membership or signal.thread
    }
    for slug, indicator, subject, days in PUT_OFF:
        if slug == community.slug and (key := lines.get((indicator, subject))):
            postpone(community, [key], by=by, until=community.today(now) + timedelta(days=days), now=now)
    for slug, indicator, subject, reason in SET_ASIDE:
        if slug == community.slug and (key := lines.get((indicator, subject))):
            set_aside(community, [key], by=by, reason=reason, now=now)
