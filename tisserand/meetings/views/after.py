from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.mail import outbox
from tisserand.ui.notices import say

from .. import afterwords, audience
from ..forms import AfterwordForm
from ..models import Afterword, Telling
from .found import session_here


@allow("plan animation")
def write_afterword(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """Says first how many are told of it; they are told once."""
    session, now = session_here(request, community, pk), community.now()
    known, told = Afterword.objects.filter(session=session).first(), afterwords.told(session)
    initial = {"text": known.text, "recording": known.recording} if known else {}
    form = AfterwordForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            afterwords.write(
                session,
                said["text"],
                recording=said["recording"],
                tell=said["tell"],
                by=request.user,
                now=now,
            )
            if said["talk"]:
                afterwords.talk_about_it(session, by=request.user, now=now)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            say(request, _("It is written on the page of the session."))
            return redirect(session)
    people = list(audience.to_tell(session, Telling.Kind.AFTERWORD, besides=request.user.pk))
    context = {"session": session, "form": form, "told": told, "begun": bool(known and known.thread_id)}
    context["reached"] = 0 if told else len(outbox.reached("session-afterword", people))
    return render(request, "meetings/write_afterword.html", context, status=422 if form.errors else 200)
