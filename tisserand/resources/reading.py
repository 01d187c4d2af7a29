"""A synthesis or a sheet as its readers see it: the last version, with what it quotes as it stands today."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db.models import OuterRef, Prefetch, Subquery
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from tisserand.conversations.models import Post, Thread
from tisserand.mail.plain import words_of
from tisserand.mail.written import dressing
from tisserand.ui.statements import statement

from . import quoting
from .differences import Change, Paragraph, counted, differences
from .models import Origin, Quotation, Sheet, Synthesis, Version


@dataclass(frozen=True)
class Page:
    """One version, to be read. Its quotations are asked for once, when something is shown of them."""

    version: Version

    @cached_property
    def quoted(self) -> dict[int, quoting.Shown]:
        return quoting.quotations(self.version) if "<!--q" in self.version.html else {}

    @property
    def html(self) -> SafeString:
        return quoting.filled(self.version.html, self.quoted)

    @property
    def mail_html(self) -> SafeString:
        html = dressing.for_mail(self.version.html, settings.SITE_URL)
        return quoting.filled(html, self.quoted, "resources/emails/_quotation.html")

    @property
    def editable(self) -> str:
        """Its HTML as its form shows it again."""
        return quoting.to_edit(dressing.to_edit(self.version.html), self.quoted)

    @property
    def text(self) -> str:
        """The whole in plain words, for mails and to compare."""
        return words_of(self.mail_html)

    @property
    def writer(self) -> str:
        return self.version.written_by.name if self.version.written_by else _("A former member")

    @property
    def behind(self) -> int:
        """How many messages came after the last one that this synthesis knows."""
        return max(self.version.synthesis.thread.last_number - (self.version.up_to or 0), 0)

    @property
    def next_url(self) -> str:
        """Where the messages that it does not know yet begin."""
        return self.version.synthesis.thread.url_of((self.version.up_to or 0) + 1)


def synthesis_on(thread: Thread) -> Page | None:
    """What stands on top of this thread, if anything. One query, and one for what it quotes."""
    for version in _standing(thread=thread.pk):
        version.synthesis.thread = thread
        return Page(version)
    return None


@statement
def _standing(*, thread: int):
    last = Version.objects.filter(synthesis__thread=thread, synthesis__withdrawn_at=None)
    return last.select_related("synthesis", "written_by").order_by("-number")[:1]


def last_of(work: Synthesis | Sheet) -> Page:
    versions = Version.objects.of(work).select_related("written_by", "synthesis__thread__community", "sheet")
    return Page(versions[0])


def wholes(sheets: Collection[Sheet]) -> dict[int, str]:
    """What each of these sheets says, in plain words, with what it quotes. Two queries."""
    last = Version.objects.filter(sheet=OuterRef("sheet")).order_by("-number").values("number")[:1]
    versions = Version.objects.filter(sheet__in=sheets, number=Subquery(last))
    quotations = Prefetch("quotations", queryset=_with_posts())
    return {version.sheet_id: _said(version) for version in versions.prefetch_related(quotations)}


def sheets_of(thread: Thread) -> list[Sheet]:
    """The published sheets that come from this thread, oldest first."""
    found = _sheets(thread=thread.pk, community=thread.community_id)
    for sheet in found:
        sheet.community = thread.community
    return found


@statement
def _sheets(*, thread: int, community: int):
    published = Sheet.objects.published().filter(thread=thread, community=community)
    return published.order_by("created_at", "pk")


def origins(sheet: Sheet) -> list[Post]:
    """The standing posts a sheet comes from, in order, with their authors."""
    posts = Post.objects.standing().filter(pk__in=Origin.objects.filter(sheet=sheet).values("post"))
    posts = posts.filter(thread__deleted_at=None).select_related("author", "thread__community")
    return list(posts.order_by("thread", "number"))


@dataclass(frozen=True)
class Step:
    """What a version changed of the one before."""

    version: Version
    before: Version | None
    paragraphs: list[Paragraph]

    @property
    def added(self) -> int:
        return counted(self.paragraphs, Change.ADDED)

    @property
    def removed(self) -> int:
        return counted(self.paragraphs, Change.REMOVED)


def step(work: Synthesis | Sheet, number: int) -> tuple[list[Version], Step | None]:
    """All versions of a work, the last one first, and what this one changed; None when there is none such."""
    quotations = Prefetch("quotations", queryset=_with_posts())
    versions = list(Version.objects.of(work).select_related("written_by").defer("html", "text"))
    pair = list(Version.objects.of(work).filter(number__in=(number, number - 1)).prefetch_related(quotations))
    if not pair or pair[0].number != number:
        return versions, None
    before = pair[1] if len(pair) > 1 else None
    texts = [_whole(version) for version in pair]
    changed = differences(texts[1] if before else "", texts[0])
    return versions, Step(pair[0], before, changed)


def _with_posts():
    rows = Quotation.objects.select_related("post__author", "post__thread__community")
    return rows.defer("post__html", "post__source")


def _whole(version: Version) -> str:
    return "\n\n".join(part for part in (version.title, _said(version)) if part)


def _said(version: Version) -> str:
    quoted = {row.place: quoting.shown(row) for row in version.quotations.all()}
    html = quoting.filled(version.html, quoted, "resources/emails/_quotation.html")
    return words_of(html)
