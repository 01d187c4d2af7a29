from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.ui.templating.functions import path_of

from .. import people, reading, taking_part, writing
from ..forms import MessageForm
from ..models import Conversation
from .lists import number_in

NONE = 2**63 - 1  # an address may hold any number; the database takes no larger one


def conversation_here(request: CommunityRequest, community: Community, pk: int) -> Conversation:
    """The conversation of this address for who takes or took part in it; 404 to everybody else, whatever
    their role."""
    mine = Conversation.objects.readable_by(request.user)
    found = get_object_or_404(mine, pk=min(pk, NONE), community=community)
    found.community = community
    return found


@allow("come in")
def private_conversation(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    return _show(request, conversation_here(request, community, pk), MessageForm())


@require_POST
@allow("take part")
def create_private_message(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = conversation_here(request, community, pk)
    form = MessageForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            message = writing.write(found, by=request.user, now=community.now(), **form.writing())
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect(message.url)
    return _show(request, found, form, status=422)


def _show(request: CommunityRequest, found: Conversation, form: MessageForm, *, status: int = 200):
    now = found.community.now()
    number, at = number_in(request), number_in(request, "at")
    view = reading.open_page(found, request.membership, now=now, number=number, at=at)
    if view.in_it and view.up_to:
        taking_part.note_reading(found, request.user, up_to=view.up_to, now=now)
    context = {"conversation": found, "view": view, "page": view.page, "form": form, "now": now}
    return render(request, "messages/private_conversation.html", context, status=status)


@allow("take part")
def new_private_conversation(request: CommunityRequest, community: Community) -> HttpResponse:
    chosen = people.choice(request.membership, request.GET).chosen
    if not 0 < len(chosen) < Conversation.MOST:
        return redirect(f"{reverse('choose-people', args=[community.slug])}?{request.GET.urlencode()}")
    persons = [place.person for place in chosen]
    known = writing.pair_between(community, request.user, persons[0]) if len(persons) == 1 else None
    if known is not None and request.method != "POST":
        return redirect(f"{path_of('private-conversation', community.slug, known.pk)}#write")
    form = MessageForm(posted(request), request.FILES or None)
    if form.is_valid():
        try:
            message = writing.begin(
                community, by=request.user, people=persons, now=community.now(), **form.writing()
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect(message.url)
    context = {"form": form, "chosen": chosen, "names": reading.names_of(persons)}
    status = 422 if form.is_bound else 200
    return render(request, "messages/new_private_conversation.html", context, status=status)
