"""Ask without showing one's name: who may see it, told before; what would say it; showing it in the end."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.communities.charter import lcm_sees_unnamed
from tisserand.communities.models import Community
from tisserand.people.marks import Marks
from tisserand.people.models import Person
from tisserand.search import indexing

from . import facts, first_words
from .models import Acceptance, Post, Thread, Unnamed, Unsolved

# The codes of what stops words that would say who writes them; the first passes once one has looked.
NAMED, WITH_FILES = "named", "with-files"
# « [sans nom] Comment refuser un report ? » or « Sans nom : … », in the subject of a mail.
_WORDS = r"(?:sans (?:mon )?nom|anonyme(?:ment)?|without (?:my |a )?name|no name|anonymous(?:ly)?)"
_ASKED_FOR = re.compile(
    rf"[\[(]\s*{_WORDS}\s*[\])]|^(?:(?:re|fwd?|tr)\s*:\s*)*{_WORDS}\s*(?:[:,;.–—-]|$)", re.I
)


def who_sees(lcm_may_see: bool) -> str:
    """What whoever asks is told before they send, and may read again."""
    if lcm_may_see:
        return _(
            "Nobody here will see your name, save those who run this community, as its charter says: "
            "they see it only if they ask for it, and you then see who did."
        )
    return _("Nobody here will see your name: neither the other members nor those who run this community.")


@transaction.atomic
def begin(
    community: Community, kind: str, by: Person, *, told_lcm: bool, form_token: str | None, now: datetime
) -> Unnamed:
    """Whom a question without a name is by. `told_lcm`: whether they were told that the LCM may see it.

    ValidationError for a discussion, where nobody may ask so, and when the charter says otherwise than they
    were told.
    """
    if kind not in Thread.ASKING:
        raise ValidationError(_("Only a question or a request for help can be sent without your name."))
    if not community.offers_unnamed:
        raise ValidationError(_("In this community, one asks under one's name."))
    lcm_may_see = lcm_sees_unnamed(community)
    if lcm_may_see and not told_lcm:
        raise ValidationError(
            _("The charter has just changed: read again who can see your name, and send again.")
        )
    return Unnamed.objects.create(
        person=by, community=community, asked_at=now, lcm_may_see=lcm_may_see, form_token=form_token
    )


def require_nameless(by: Person, *, title: str, text: str, files: Iterable, looked: bool) -> None:
    """ValidationError when what is sent would say who sends it: files always (their name and what programs
    write in them), one's names and addresses unless one has `looked`."""
    if list(files):
        raise ValidationError(
            _(
                "Without your name, you cannot join a file: it often says whose it is. Write what it "
                "shows, or ask under your name."
            ),
            code=WITH_FILES,
        )
    if looked:
        return
    found = words_that_name(by, f"{title}\n{text}")
    if found:
        words = _(
            "What you wrote may say who you are: %(words)s. Change it, or send it again as it is if you "
            "would rather."
        )
        raise ValidationError(
            words % {"words": ", ".join(_("“%(word)s”") % {"word": one} for one in found)}, code=NAMED
        )


def words_that_name(by: Person, text: str) -> list[str]:
    """Their names, addresses and numbers, as they stand in a text."""
    places = Marks.of(by).places_in(text)
    return list(dict.fromkeys(text[start:end] for start, end in places))


def asked_in(subject: str) -> bool:
    """Whether the subject of a mail asks that its question go without a name."""
    return bool(_ASKED_FOR.search(" ".join(subject.split())))


def title_left(title: str) -> str:
    """The title without the words that ask it."""
    return " ".join(_ASKED_FOR.sub(" ", title).split())


@transaction.atomic
def show_name(unnamed: Unnamed, *, by: Person, now: datetime) -> None:
    """Who asked shows their name on all they wrote there; nothing hides it again. Twice is once.

    PermissionDenied to anybody else.
    """
    held = Unnamed.objects.select_for_update().filter(pk=unnamed.pk).first()
    if held is None:
        return
    unnamed = held
    if unnamed.person_id != by.pk:
        raise PermissionDenied
    concerned = set(Thread.objects.filter(posts__unnamed=unnamed).values_list("pk", flat=True))
    concerned |= set(Thread.objects.filter(unnamed=unnamed).values_list("pk", flat=True))
    threads = list(
        Thread.objects.select_for_update(of=("self",))
        .select_related("community__organisation")
        .filter(pk__in=concerned)
        .order_by("pk")
    )
    asked = [thread.pk for thread in threads if thread.unnamed_id == unnamed.pk]
    Thread.objects.filter(pk__in=asked).update(author=by, unnamed=None)
    Post.objects.filter(unnamed=unnamed).update(author=by, unnamed=None)
    Acceptance.objects.filter(thread__in=asked, accepted_by=None).update(accepted_by=by)
    Unsolved.objects.filter(thread__in=asked, said_by=None).update(said_by=by)
    unnamed.delete()
    for thread in threads:
        thread.refresh_from_db(fields=["author", "unnamed"])
        facts.refresh(thread)
        indexing.note("thread", thread.pk)
        thread.community.record("showed-name", by, thread, at=now)
    for community in {thread.community for thread in threads}:
        first_words.find_again(community, {by.pk})


def may_look(thread: Thread, *, moderates: bool) -> bool:
    """Whether a reader may see who asked: an LCM of where it was asked, if the asker was told."""
    asked = thread.unnamed
    return bool(moderates and asked and asked.lcm_may_see and asked.community_id == thread.community_id)


def look(thread: Thread, *, by: Person, now: datetime) -> Person | None:
    """Who asked, for who runs the community; written down, and shown to who asked. None once they are gone.

    PermissionDenied unless they were told so when they asked.
    """
    asked = thread.unnamed
    place = thread.community.memberships.present().filter(person=by).first()
    if asked is None or place is None or not may_look(thread, moderates=place.may("moderate")):
        raise PermissionDenied
    thread.community.record("saw-name", by, thread, at=now)
    return asked.person


def looks(thread: Thread) -> list:
    """Who looked at the name of who asked, and when: for who asked."""
    return list(thread.community.events.about(thread).filter(verb="saw-name").select_related("actor"))
