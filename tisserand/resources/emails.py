"""A synthesis or a sheet as it reaches those who follow: whole, so that nobody has to come to read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.html import linebreaks
from django.utils.translation import gettext as _

from tisserand.communities.hearing import in_their_rhythm
from tisserand.communities.judging import SECOND_THOUGHT
from tisserand.communities.models import Community
from tisserand.communities.ways import ways_to_answer
from tisserand.concerns.catching_up import has_seen
from tisserand.conversations.models import Reading, Thread
from tisserand.mail import outbox
from tisserand.mail.addressing import reply_address
from tisserand.mail.answering import link
from tisserand.mail.kinds import Class, Content, kind
from tisserand.mail.models import Envelope
from tisserand.people.models import Person
from tisserand.ui.templating.functions import path_of

from . import reading
from .models import Publication, Sheet, Synthesis, Telling, Version

GATHERED = timedelta(hours=1)
LONGEST = 40_000  # characters of HTML of all that one mail brings: some readers cut it at 100 kB


@dataclass(frozen=True)
class Part:
    """One synthesis or sheet in a mail. `cut` when it goes on on the page; `address` is where its reader
    answers in the conversation it comes from, "" when there is none."""

    title: str
    url: str
    html: str
    text: str
    cut: bool
    thread: Thread | None
    thread_url: str
    address: str
    page: reading.Page


def tell(telling: Telling, people: Sequence[Person], *, now: datetime) -> None:
    version = telling.version
    name = "synthesis" if version.synthesis else "sheet"
    community = version.synthesis.thread.community_id if version.synthesis else version.sheet.community_id
    people = in_their_rhythm(community, people)
    outbox.post_each(name, people, now=now, key=f"community-{community}", version=version.pk)


@kind("synthesis", Class.NEWS, gather=GATHERED)
def synthesis(envelope: Envelope) -> Content | None:
    """News of threads still followed, unless the reader has seen them since."""
    works: list[Any] = [
        one.synthesis
        for one in _told_of(envelope)
        if one.synthesis.stands
        and one.synthesis.thread.deleted_at is None
        and one.synthesis.thread.follows.filter(person=envelope.person).exists()
        and not _seen(one, envelope.person)
    ]
    return _content("synthesis", envelope, works)


@kind("sheet", Class.NEWS, gather=GATHERED)
def sheet(envelope: Envelope) -> Content | None:
    works: list[Any] = [one.sheet for one in _told_of(envelope) if one.sheet.stands]
    return _content("sheet", envelope, works)


def _told_of(envelope: Envelope) -> list[Version]:
    """In order, without those that this person has opened from their page meanwhile, or said to be read."""
    versions = Version.objects.filter(pk__in=[item.get("version") for item in envelope.items])
    found = versions.select_related(
        "synthesis__thread__community__organisation",
        "sheet__community__organisation",
        "sheet__thread__community",
        "telling",
    )
    return [one for one in found.order_by("pk") if not _known(one, envelope.person)]


def _known(version: Version, person: Person) -> bool:
    telling = getattr(version, "telling", None)
    if telling is None or telling.told_at is None:
        return False
    community = _community(version.work)
    return has_seen(person, f"work.{telling.pk}", telling.told_at, community)


def _seen(version: Version, person: Person) -> bool:
    seen = Reading.objects.filter(thread=version.synthesis.thread_id, person=person)
    return seen.filter(read_at__gt=version.written_at).exists()


def _content(name: str, envelope: Envelope, works: Sequence[Synthesis | Sheet]) -> Content | None:
    """None when nothing stands any more, or the person has left."""
    if not works:
        return None
    community = _community(works[0])
    if (ways := ways_to_answer(envelope, community)) is None:
        return None
    now = envelope.claimed_at or envelope.created_at
    parts = [_part(work, envelope.person, LONGEST // len(works), now) for work in works]
    only = parts[0] if len(parts) == 1 else None
    answered = only.thread if only and only.address else None
    return Content(
        template=f"resources/emails/{name}",
        subject=_subject(name, only, community),
        context={"parts": parts, "several": only is None, "community": community, **ways},
        sender_name=community.name,
        thread_key=f"thread-{only.thread.pk}" if only and only.thread else "",
        list_name=community.slug,
        reply=("thread", answered.pk) if answered else None,
    )


def _community(work: Synthesis | Sheet) -> Community:
    return getattr(work, "community", None) or work.thread.community


def _subject(name: str, only: Part | None, community: Community) -> str:
    if only is None:
        several = {"synthesis": _("%(community)s: syntheses"), "sheet": _("%(community)s: new sheets")}
        return several[name] % {"community": community.name}
    one = {"synthesis": _("Synthesis: %(title)s"), "sheet": _("Sheet: %(title)s")}
    return one[name] % {"title": only.title}


def _part(work: Synthesis | Sheet, reader: Person, longest: int, now: datetime) -> Part:
    page, thread = reading.last_of(work), work.thread
    thread = None if thread is not None and thread.deleted_at else thread
    html: str = page.mail_html
    text = page.text
    cut = len(html) > longest
    if cut:
        text = text[: longest // 2].rsplit(" ", 1)[0] + " […]"
        html = linebreaks(text, autoescape=True)
    thread_url = settings.SITE_URL + thread.get_absolute_url() if thread else ""
    own_url = getattr(work, "get_absolute_url", None)
    return Part(
        title=str(work),
        url=settings.SITE_URL + own_url() if own_url else thread_url,
        html=html,
        text=text,
        cut=cut,
        thread=thread,
        thread_url=thread_url,
        address=reply_address(reader, "thread", thread.pk, now=now) if thread else "",
        page=page,
    )


def tell_withdrawn(work: Synthesis | Sheet, person: Person | None, *, now: datetime) -> None:
    """Of what somebody else has taken off: its writer, if there is one."""
    if person is not None:
        community = _community(work)
        about: dict[str, Any] = {"synthesis" if isinstance(work, Synthesis) else "sheet": work.pk}
        present = now + community.set_back
        outbox.post("work-withdrawn", person, now=present, withdrawn_at=now.isoformat(), **about)


@kind("work-withdrawn", Class.ANSWER, hold=SECOND_THOUGHT)
def work_withdrawn(envelope: Envelope) -> Content | None:
    """None when it stands again, or its reader has left."""
    row = _withdrawn(envelope)
    if (
        row is None
        or row.withdrawn_at is None
        or row.withdrawn_at.isoformat() != envelope.data["withdrawn_at"]
    ):
        return None
    work = row if isinstance(row, Synthesis) else row.sheet
    community = _community(work)
    if not community.memberships.present().filter(person=envelope.person).exists():
        return None
    page = work.thread if isinstance(work, Synthesis) else work
    return Content(
        "resources/emails/work_withdrawn",
        _("About “%(title)s”") % {"title": str(work)},
        {
            "synthesis": isinstance(work, Synthesis),
            "title": str(work),
            "row": row,
            "url": settings.SITE_URL + page.get_absolute_url(),
        },
        sender_name=community.name,
        list_name=community.slug,
    )


def _withdrawn(envelope: Envelope) -> Synthesis | Publication | None:
    """What bears who withdrew the work and why."""
    if "synthesis" in envelope.data:
        rows = Synthesis.objects.select_related("withdrawn_by", "thread__community__organisation")
        return rows.filter(pk=envelope.data["synthesis"]).first()
    last = Publication.objects.filter(sheet=envelope.data["sheet"]).order_by("-pk")
    return last.select_related("withdrawn_by", "sheet__community__organisation").first()


def ask_to_review(sheet: Sheet, *, now: datetime) -> None:
    """Of who keeps it, if anybody does."""
    if sheet.owner is not None:
        outbox.post("sheet-due", sheet.owner, now=now, key=f"community-{sheet.community_id}", sheet=sheet.pk)


@dataclass(frozen=True)
class ToReview:
    """A sheet its owner is to read again."""

    sheet: Sheet
    url: str
    edit_url: str
    right_url: str


@kind("sheet-due", Class.ANSWER, gather=GATHERED)
def sheet_due(envelope: Envelope) -> Content | None:
    """None when all were read again meanwhile, given to others or withdrawn, or its reader has left."""
    now = envelope.claimed_at or envelope.created_at
    due = [one for one in _kept(envelope) if one.due_on(one.community.today(one.community.at(now)))]
    if not due or (ways := ways_to_answer(envelope, due[0].community)) is None:
        return None
    community = due[0].community
    one = {"title": due[0].title}
    subject = (
        _("Still right? %(title)s") % one
        if len(due) == 1
        else _("Sheets to be read again, of those you keep")
    )
    context = {"sheets": [_to_review(sheet, envelope.person, now) for sheet in due], "community": community}
    return Content(
        "resources/emails/sheet_due",
        subject,
        context | ways,
        sender_name=community.name,
        list_name=community.slug,
    )


def _kept(envelope: Envelope) -> list[Sheet]:
    kept = Sheet.objects.published().with_doubts().filter(owner=envelope.person)
    told = kept.filter(pk__in=[item.get("sheet") for item in envelope.items])
    return list(told.select_related("community__organisation").order_by("pk"))


def _to_review(sheet: Sheet, person: Person, now: datetime) -> ToReview:
    return ToReview(
        sheet=sheet,
        url=settings.SITE_URL + sheet.get_absolute_url(),
        edit_url=settings.SITE_URL + path_of("edit-sheet", sheet.community.slug, sheet.pk),
        right_url=link("sheet-right", person, sheet.pk, now=now),
    )
