from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.conversations.models import Thread
from tisserand.conversations.views.threads import thread_here
from tisserand.ui.notices import say

from .. import reading, syntheses
from ..forms import SynthesisForm
from ..models import Synthesis
from . import quoting_form as writing
from .versions import number_of, show_versions
from .withdrawing import reason_given


@allow("keep sheets")
def choose_messages(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    """Tick the messages to write around; where they go is chosen last."""
    thread = standing_thread(request, community, pk)
    known = reading.synthesis_on(thread)
    posts = writing.posts_of(thread)
    context = {"thread": thread, "posts": posts, "now": community.now()}
    context["up_to"] = known.version.up_to if known else 0
    return render(request, "resources/choose_messages.html", context)


@allow("sum up")
def write_synthesis(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    thread = standing_thread(request, community, pk)
    posts, known = writing.posts_of(thread), _last(thread)
    kept = {"first": known is None}
    if writing.asks_to_quote(request):
        quoted = writing.chosen(posts, writing.numbers(request.POST.getlist("quote")))
        form = writing.with_quotations(SynthesisForm, request, quoted, **kept)
    elif request.method == "POST":
        form = SynthesisForm(request.POST, **kept)
        if form.is_valid() and _written(request, thread, form):
            return redirect(thread)
    else:
        ticked = writing.chosen(posts, writing.numbers(request.GET.getlist("quote")))
        begun = writing.beginning(known.editable if known else "", ticked)
        initial = {"text": begun["text"], "up_to": thread.last_number}
        form = SynthesisForm(initial=initial, html=begun["html"], **kept)
    return writing.show(request, "resources/write_synthesis.html", form, posts, thread=thread, known=known)


def _written(request: CommunityRequest, thread: Thread, form: SynthesisForm) -> bool:
    try:
        version = syntheses.write(thread, by=request.user, now=thread.community.now(), **form.writing())
    except ValidationError as error:
        form.refuse(error)
        return False
    undo = reverse("withdraw-synthesis", args=[thread.community.slug, thread.pk])
    first = version.number == 1
    words = _("The synthesis stands on top. Those who follow will hear of it in a few minutes.")
    say(request, words if first else _("The synthesis is up to date."), undo if first else None)
    return True


@require_POST
@allow("sum up")
def withdraw_synthesis(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    synthesis = _synthesis(request, community, pk)
    thread = synthesis.thread
    said = {"heading": _("Take the synthesis off"), "submit": _("Take it off"), "title": thread.title}
    writer = syntheses.others_work(synthesis, request.user) if synthesis.stands else None
    reason = reason_given(request, writer, back=thread.get_absolute_url(), **said)
    if not isinstance(reason, str):
        return reason
    syntheses.withdraw(synthesis, by=request.user, now=community.now(), reason=reason)
    undo = reverse("restore-synthesis", args=[community.slug, pk])
    say(request, _("The synthesis no longer stands on top."), undo)
    return redirect(synthesis.thread)


@require_POST
@allow("sum up")
def restore_synthesis(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    synthesis = _synthesis(request, community, pk)
    syntheses.restore(synthesis, by=request.user, now=community.now())
    say(request, _("The synthesis stands on top again."))
    return redirect(synthesis.thread)


@allow("come in")
def synthesis_versions(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    synthesis = _synthesis(request, community, pk)
    if not synthesis.stands and not request.membership.may("sum up"):
        raise Http404
    thread = synthesis.thread
    url = thread.get_absolute_url()
    return show_versions(request, synthesis, number_of(request), title=thread.title, url=url)


def standing_thread(request: CommunityRequest, community: Community, pk: int) -> Thread:
    thread = thread_here(request, community, pk)
    if thread.deleted_at:
        raise Http404
    return thread


def _synthesis(request: CommunityRequest, community: Community, pk: int) -> Synthesis:
    thread = thread_here(request, community, pk)
    synthesis = get_object_or_404(Synthesis, thread=thread)
    synthesis.thread = thread
    return synthesis


def _last(thread: Thread) -> reading.Page | None:
    """The last version, also of a synthesis that was withdrawn."""
    synthesis = Synthesis.objects.filter(thread=thread).first()
    return reading.last_of(synthesis) if synthesis else None
