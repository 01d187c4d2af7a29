"""What is planned is carried out: published, done, printed."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow, posted
from tisserand.conversations import writing
from tisserand.conversations.models import Thread
from tisserand.ui.notices import say

from .. import audiences, merging, planning
from ..forms import DraftForm, PublishForm
from ..models import Planned
from .found import planned_here

# As what something planned is published; what is not here has a page of its own elsewhere.
KINDS: dict[str, str] = {
    Planned.Kind.POST: Thread.Kind.DISCUSSION,
    Planned.Kind.QUESTION: Thread.Kind.DISCUSSION,
}


@require_POST
@allow("plan animation")
def finish(request, community, pk):
    one, undo = planned_here(community, pk), reverse("reopen-planned", args=[community.slug, pk])
    try:
        planning.finish(one, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
    else:
        say(request, _("It is noted as done."), undo)
    return redirect("planned", community.slug, pk)


@require_POST
@allow("plan animation")
def reopen(request, community, pk):
    try:
        if planning.reopen(planned_here(community, pk), by=request.user, now=community.now()):
            say(request, _("It is undone."))
    except ValidationError as error:
        say(request, " ".join(error.messages), tone="waiting")
    return redirect("planned", community.slug, pk)


@allow("plan animation")
def publish(request, community, pk):
    """Read again, changed, and said to all in one's own name."""
    one, now = planned_here(community, pk), community.now()
    if one.kind not in KINDS or one.over:
        raise Http404
    values = merging.facts_of(one, [], request.user).common
    text = merging.merge(one.text, values)
    first = {"subject": merging.merge(one.title, values).text, "text": text.text}
    to_all = one.kind == Planned.Kind.POST and request.membership.may("tell news")
    form = (PublishForm if to_all else DraftForm)(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        said = {"title": form.cleaned_data["subject"], "source": form.cleaned_data["text"]}
        kind = Thread.Kind.NEWS if form.cleaned_data.get("as_news") else KINDS[one.kind]
        try:
            thread = writing.start(community, kind=kind, by=request.user, now=now, **said)
            planning.finish(one, by=request.user, now=now, thread=thread)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(thread)
    context = {"planned": one, "form": form, "missing": text.missing}
    return render(request, "facilitation/publish.html", context, status=422 if form.errors else 200)


@allow("plan animation")
def paper(request, community, pk):
    """A card for each person of the group, to be filled in the room."""
    one, now = planned_here(community, pk), community.now()
    if one.kind != Planned.Kind.ROOM or not one.cohort_id:
        raise Http404
    context = {"planned": one, "people": audiences.of(one, now)}
    return render(request, "facilitation/paper.html", context)
