from django.core.exceptions import ValidationError

from tisserand.communities.door import allow, posted

from .. import drafts, mails, peers
from ..forms import AskPeerForm
from .answers import act_page, acting, folded
from .letters import addressee, held
from .queue import Queue


@allow("work the day")
@acting
def my_day_ask_peer(request, community):
    now, queue = community.now(), Queue.of_request(request)
    about, queue = addressee(request, community, queue, now)
    found = peers.candidates(about.membership, now)
    form = AskPeerForm(
        posted(request), candidates=found, initial={"text": drafts.word_of_colleague(about.membership)}
    )
    if request.method == "POST" and form.is_valid():
        said = {"peer": int(form.cleaned_data["peer"]), "text": form.cleaned_data["text"]}
        try:
            act = peers.ask(about.membership, by=request.user, now=now, signal=queue.current, **said)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            return folded(request, community, [act])
    reached = mails.reached([about.person])
    leaving = mails.leaving(community, [about.person])[about.person.pk] if reached else None
    said = {"about": about, "line": about.signal, "candidates": found, "leaving": leaving}
    said["waiting"] = peers.waited_for(about.membership, now)
    return act_page(request, "my_day_ask_peer", form, held=held(request, community, about), **said)
