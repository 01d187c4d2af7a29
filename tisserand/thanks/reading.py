"""What was said of the messages of a page, as one member reads it.

Nobody reads how many: a message was useful to nobody yet, to somebody, or to several.
"""

from dataclasses import dataclass, field

from django.db.models import Case, F, Q, Value, When, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from tisserand.conversations.models import Post, Thread
from tisserand.people.models import Person, besides_the_name
from tisserand.ui.statements import statement

from .models import Reaction

Kind = Reaction.Kind
NAMED = 3  # of those who thank; the others are « and others »


@dataclass
class Said:
    """What one reader is told of one message."""

    mine: set[str] = field(default_factory=set)  # the words this reader said
    useful: int = 0  # 0, 1, or 2 for several
    by: list[str] = field(default_factory=list)  # who thanks, for its author only; NAMED + 1 at most

    @property
    def thanks(self) -> str:
        """« Chloé et Emma vous remercient. », or nothing."""
        if not self.by:
            return ""
        if len(self.by) == 1:
            return _("%(name)s thanks you.") % {"name": self.by[0]}
        if len(self.by) > NAMED:
            return _("%(names)s and others thank you.") % {"names": ", ".join(self.by[:NAMED])}
        names = {"names": ", ".join(self.by[:-1]), "last": self.by[-1]}
        return _("%(names)s and %(last)s thank you.") % names

    @property
    def use(self) -> str:
        if not self.useful:
            return ""
        return _("Useful to several people.") if self.useful > 1 else _("Useful to somebody.")


def said_of(thread: Thread, reader: Person, *, first: int, last: int, besides: int = 0) -> dict[int, Said]:
    """By message, those of this thread numbered so, and the one whose id is `besides`. One query."""
    found: dict[int, Said] = {}
    wanted = {"thread": thread.pk, "first": first, "last": last, "reader": reader.pk}
    for row in _rows(bool(besides), **wanted, **({"besides": besides} if besides else {})):
        said = found.setdefault(row.post_id, Said())
        if row.person_id == reader.pk:
            said.mine.add(row.kind)
        if row.kind == Kind.USEFUL:
            said.useful = min(said.useful + 1, 2)
        elif row.author == reader.pk:
            said.by.append(name_of(row))
    return found


def name_of(row: Reaction) -> str:
    """Who said it, as its author may read it: who asked without a name stays so."""
    return row.sayer.name if row.unnamed_id else row.sayer.first_name


@statement
def _rows(one_more: bool, *, thread: int, first: int, last: int, reader: int, besides: int = 0):
    """Of each message and each word: who said it, this reader first, then the latest; few are enough."""
    there = Q(post__number__gte=first, post__number__lte=last)
    there = there | Q(post=besides) if one_more else there
    place = Window(
        RowNumber(),
        partition_by=["post", "kind"],
        order_by=[Case(When(person=reader, then=Value(0)), default=Value(1)), "-said_at", "-pk"],
    )
    rows = Reaction.objects.filter(there, post__thread=thread, post__deleted_at=None)
    rows = rows.annotate(author=F("post__author"), place=place).filter(place__lte=NAMED + 1)
    return rows.select_related("person").defer(*besides_the_name("person")).order_by("post", "kind", "place")


def of_one(post: Post, reader: Person) -> Said:
    here = said_of(post.thread, reader, first=post.number, last=post.number)
    return here.get(post.pk, Said())
