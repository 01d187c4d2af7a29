"""A letter in words: each thing whole, with one line that says why it is there, and what one can do of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.utils.html import linebreaks
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Post, Thread
from tisserand.mail.addressing import reply_address
from tisserand.mail.answering import link
from tisserand.people.models import Person
from tisserand.programmes import words
from tisserand.thanks.saying import takes_words
from tisserand.ui import times
from tisserand.ui.templating.functions import path_of

from .loading import Loaded, load
from .relevance import Item, Kind, Why

QUESTION = 1_200  # characters of a question; the rest is on its page
ANSWER = 4_000  # and of what answered it, or of the story


@dataclass(frozen=True)
class Said:
    """What somebody wrote, as far as a letter may be long."""

    name: str
    html: str
    text: str
    cut: bool = False


@dataclass(frozen=True)
class Act:
    """What one can do of it, by one click. `first`: the thing to do."""

    label: str
    url: str
    first: bool = False


@dataclass(frozen=True)
class Piece:
    """One thing of a letter. `address` is where one answers it by mail, "" where one does not."""

    kind: str
    heading: str  # what it is: « Votre question », « À vous de jouer »
    title: str
    why: str
    url: str = ""
    words: str = ""
    question: Said | None = None
    answer: Said | None = None
    acts: list[Act] = field(default_factory=list)
    address: str = ""


def letters(
    community: Community,
    asked: Sequence[tuple[Membership, Sequence[Item]]],
    *,
    present: datetime,
    signed: bool = True,
) -> list[list[Piece]]:
    """What each of these letters says now, in order, in the language that is active. `signed`: with the links
    by which its reader acts without signing in; for nobody else's eyes."""
    loaded = load(community, asked, now=community.at(present))
    return [
        [_Piece(loaded, member, present, signed).of(item) for item in items if loaded.holds(item, member)]
        for member, items in asked
    ]


class _Piece:
    """Words for one reader."""

    def __init__(self, loaded: Loaded, member: Membership, present: datetime, signed: bool):
        self.loaded, self.member, self.present, self.signed = loaded, member, present, signed

    def of(self, item: Item) -> Piece:
        if item.kind == Kind.DATE:
            return self._date(item)
        if item.kind in (Kind.STEP, Kind.LATE):
            return self._step(item)
        thread = self.loaded.threads[item.subject]
        made = {
            Kind.ANSWERED: self._answered,
            Kind.WAITING: self._waiting,
            Kind.HELP: self._help,
            Kind.SOLVED: self._solved,
            Kind.CHOSEN: self._chosen,
        }[item.kind]
        return made(item, thread)

    def _link(self, answer: str, pk: int) -> str:
        return link(answer, self.person, pk, now=self.present)

    @property
    def person(self) -> Person:
        return self.member.person

    def _acts(self, *acts: tuple[str, str, int]) -> list[Act]:
        """Of (label, name of the answer by one click, row)."""
        if not self.signed:
            return [Act(label, "", place == 0) for place, (label, _name, _pk) in enumerate(acts)]
        return [Act(label, self._link(name, pk), place == 0) for place, (label, name, pk) in enumerate(acts)]

    def _question(self, thread: Thread) -> Said:
        return said(self.loaded.openings[thread.pk], QUESTION)

    def _answered(self, item: Item, thread: Thread) -> Piece:
        post = self.loaded.posts[item.about]
        return Piece(
            item.kind,
            heading=_("An answer waits for a word of yours"),
            title=thread.title,
            why=_("Because you asked, and only you can say whether it helped."),
            url=whole(thread.url_of(post.number)),
            answer=said(post, ANSWER),
            acts=self._acts(
                (_("Yes, this solved it"), "solved", post.pk), (_("It is not clear yet"), "unclear", post.pk)
            ),
        )

    def _waiting(self, item: Item, thread: Thread) -> Piece:
        unclear = thread.first_reply_at is not None
        return Piece(
            item.kind,
            heading=_("Your question"),
            title=thread.title,
            why=_("Because you asked it."),
            url=whole(thread.get_absolute_url()),
            words=_("You said that it is not clear yet: it is shown to those who may know.")
            if unclear
            else _("Nobody has answered yet: it is shown to those who may know."),
        )

    def _step(self, item: Item) -> Piece:
        step, late = self.loaded.steps[item.subject], item.kind == Kind.LATE
        due, today = self.loaded.due[self.member.pk, step.pk], self.loaded.community.today(self.loaded.now)
        why = _("Because you follow this programme, and its day has passed.")
        page = path_of("programme", self.loaded.community.slug, step.programme_id)
        opening = [Act(_("Open"), step.link, first=True)] if step.link else []
        still_fine = [(_("Late, but fine"), "step-late", step.pk)] if late else []
        return Piece(
            item.kind,
            heading=_("A step that waits for you") if late else _("Your next step"),
            title=step.title,
            why=why if late else _("Because it comes next on your path."),
            url=step.link or whole(page),
            words=f"{words.minutes(step.minutes)} · {words.due(due, today, late=late)}",
            acts=opening + self._acts((_("Yes, it is done"), "step-done", step.pk), *still_fine),
        )

    def _help(self, item: Item, thread: Thread) -> Piece:
        address = reply_address(self.person, "thread", thread.pk, now=self.present) if self.signed else ""
        return Piece(
            item.kind,
            heading=_("You could help"),
            title=thread.title,
            why=self._why_help(item, thread),
            url=whole(thread.get_absolute_url()),
            question=self._question(thread),
            address=address,
        )

    def _why_help(self, item: Item, thread: Thread) -> str:
        if item.why == Why.HELPED:
            named = {"topic": self.loaded.topics[item.about].name}
            return _("Because an answer of yours has already helped on “%(topic)s”.") % named
        named = {"step": self.loaded.steps[item.about].title, "name": thread.writer.first_name}
        if item.why == Why.FELLOW:
            return _("%(name)s is at the step “%(step)s”, which you have done.") % named
        return _("Because it is about the step “%(step)s”, which you have done.") % named

    def _solved(self, item: Item, thread: Thread) -> Piece:
        post = thread.acceptance.post
        may_thank = takes_words(post) and not post.written_by(self.person)
        return Piece(
            item.kind,
            heading=_("Solved among colleagues"),
            title=thread.title,
            why=self._why_solved(item),
            url=whole(thread.url_of(post.number)),
            question=self._question(thread),
            answer=said(post, ANSWER),
            acts=self._acts((_("Say thank you"), "thanks", post.pk)) if may_thank else [],
        )

    def _why_solved(self, item: Item) -> str:
        if item.why == Why.AT_STEP:
            named = {"step": self.loaded.steps[item.about].title}
            return _("Because you are at the step “%(step)s”.") % named
        if item.why == Why.TOPIC:
            named = {"topic": self.loaded.topics[item.about].name}
            return _("Because you follow the topic “%(topic)s”.") % named
        return ngettext(
            "Because a colleague said thank you for this answer.",
            "Because %(count)s colleagues said thank you for this answer.",
            item.about,
        ) % {"count": times.in_letters(item.about)}

    def _chosen(self, item: Item, thread: Thread) -> Piece:
        answer = thread.acceptance.post if thread.solved and not thread.acceptance.post.deleted_at else None
        news = thread.kind == Thread.Kind.NEWS
        return Piece(
            item.kind,
            heading=_("The story of this letter"),
            title=thread.title,
            why=_("Because those who run the community chose it for everybody."),
            url=whole(thread.get_absolute_url()),
            question=said(self.loaded.openings[thread.pk], QUESTION if answer else ANSWER),
            answer=said(answer, ANSWER) if answer else None,
            acts=self._acts((_("I have read it"), "read-news", thread.pk)) if news else [],
        )

    def _date(self, item: Item) -> Piece:
        date = self.loaded.dates[item.why, item.subject]
        day = times.exactly(date.at.astimezone(self.person.zone))
        return Piece(
            item.kind,
            heading=_("The next date"),
            title=date.title,
            why=_("Because it is the next one to which you are invited."),
            url=whole(date.path) if date.path else "",
            words=f"{day[:1].upper()}{day[1:]}" + (f" · {date.where}" if date.where else ""),
        )


def whole(path: str) -> str:
    return settings.SITE_URL + path


def said(post: Post, longest: int) -> Said:
    """Its words, whole when they are not too long for a mail; otherwise the beginning."""
    name = post.writer.name
    if len(post.text) <= longest and len(post.html) <= 4 * longest:
        return Said(name, post.mail_html, post.text)
    text = post.text[:longest].rsplit(" ", 1)[0] + " […]"
    return Said(name, linebreaks(text, autoescape=True), text, cut=True)
