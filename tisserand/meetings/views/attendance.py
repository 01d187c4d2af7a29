from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, Subquery, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community, Membership
from tisserand.ui.notices import say

from .. import attending, audience, reading
from ..forms import came_from
from ..models import Attendance, LiveSession, SignUp, Way
from ..models.coming import ABSENT
from .found import session_here

A_PAGE = 100
BLANK = 8  # lines left empty on paper, for who comes without having said it


@allow("plan animation")
def attendance(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    session, now = session_here(request, community, pk), community.now()
    page = Paginator(_names(session), A_PAGE).get_page(request.GET.get("page"))
    if request.method == "POST":
        came = came_from(request.POST, [member.person_id for member in page])
        try:
            changed = attending.note(session, came, by=request.user, now=now)
        except ValidationError as error:
            say(request, " ".join(error.messages), tone="waiting")
            return redirect(session)
        words = ngettext("%(count)s line is noted.", "%(count)s lines are noted.", changed)
        say(request, words % {"count": changed})
        return redirect(session if not page.has_next() else f"{request.path}?page={page.next_page_number()}")
    shown = ",".join(f"{member.person_id}:{member.came or ''}" for member in page)
    context = {"session": session, "page": page, "shown": shown, "ways": Way.choices}
    context |= {"may_note": attending.may_be_noted(session, now), "words_of": reading.words_of}
    return render(request, "meetings/attendance.html", context)


@require_safe
@allow("plan animation")
def paper_list(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """To be printed, signed in the room, and typed in afterwards."""
    session = session_here(request, community, pk)
    names = _members(session).filter(Q(said=None) | ~Q(said=ABSENT))
    awaited = Q(said__isnull=False) if session.cohort_id is None else Q(said__isnull=False) | Q(asked=True)
    context = {
        "session": session,
        "members": list(names.filter(awaited)),
        "blank": range(BLANK),
        "words_of": reading.words_of,
    }
    return render(request, "meetings/paper_list.html", context)


def _members(session: LiveSession):
    """In the order of names, with `said`, what they answered, `came`, and whether they were `asked`."""
    said = SignUp.objects.filter(session=session, person=OuterRef("person")).values("answer")[:1]
    came = Attendance.objects.filter(session=session, person=OuterRef("person")).values("way")[:1]
    asked = audience.concerned(session).filter(pk=OuterRef("pk"))
    members = Membership.objects.present().filter(community=session.community_id)
    return members.annotate(said=Subquery(said), came=Subquery(came), asked=Exists(asked)).for_list()


def _names(session: LiveSession):
    """First those who came or were to come, then those it was for, then the others."""
    first = Case(
        When(came__isnull=False, then=Value(0)),
        When(said__in=Way.values, then=Value(0)),
        When(asked=True, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ordered = _members(session)
    return ordered.order_by(first, *ordered.query.order_by)
