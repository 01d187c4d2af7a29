"""The draft that an LCM begins with: words about the week, and a story. Nothing of it leaves unread."""

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from tisserand.communities.models import Community
from tisserand.people.models import Person
from tisserand.ui import times

from . import approving, stories
from .models import Edition


def begin(
    community: Community, *, by: Person | None, now: datetime, leaves_at: datetime | None = None
) -> Edition:
    """The letter being prepared; when there is none, a draft in the language of the community."""
    with translation.override(community.language):
        source = words(community, now)
    chosen = stories.best(community, now)
    return approving.draft(community, by=by, now=now, leaves_at=leaves_at, source=source, chosen=chosen)


def words(community: Community, now: datetime) -> str:
    """Plain words, in the language that is active."""
    titles = stories.solved_titles(community, now)
    if not titles:
        return _("Hello,\n\nHere is what concerns you this week.")
    count = {"count": times.in_letters(len(titles))}
    told = ngettext(
        "Hello,\n\nThis week a question found its answer among you:",
        "Hello,\n\nThis week %(count)s questions found their answer among you:",
        len(titles),
    )
    return told % count + "\n\n" + "\n".join(f"- {title}" for title in titles)
