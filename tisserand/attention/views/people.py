from tisserand.communities.door import allow
from tisserand.communities.models import Membership

from .. import acts, drafts, mails
from ..forms import CallForm, GreetingForm
from .answers import act_page, acting, folded, the_lines
from .letters import addressee, held, held_by_each
from .queue import Queue


@allow("work the day")
@acting
def my_day_call(request, community):
    now = community.now()
    about, queue = addressee(request, community, Queue.of_request(request), now)
    form = CallForm(request.POST or None, today=community.today(now))
    if request.method == "POST" and form.is_valid():
        said = form.said | {"signal": queue.current}
        return folded(request, community, [acts.log_call(about.membership, by=request.user, now=now, **said)])
    if len(queue.left) > 1:
        lines = the_lines(request, community, now)
        agreed = held_by_each(request, community, [line.membership_id for line in lines])
        return act_page(request, "my_day_calls", form, lines=lines, agreed=agreed)
    said = {"about": about, "line": about.signal, "script": drafts.call_script(about)}
    return act_page(request, "my_day_call", form, held=held(request, community, about), **said)


@allow("work the day")
@acting
def my_day_greet(request, community):
    now = community.now()
    lines = [line for line in the_lines(request, community, now) if "greet" in line.acts]
    members = list(Membership.objects.filter(pk__in=[line.membership_id for line in lines]).for_list())
    draft = drafts.greeting(request.user, members[0])
    form = GreetingForm(request.POST or None, initial={"subject": draft.subject, "text": draft.text})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"signals": [line.key for line in lines]}
        return folded(request, community, acts.greet(members, by=request.user, now=now, **said))
    agreed = held_by_each(request, community, [member.pk for member in members])
    others = _unlike(community, lines, members)
    return act_page(request, "my_day_greet", form, lines=lines, others=others, agreed=agreed)


def _unlike(community, lines, members):
    """Those whom this text would not suit: they read another language, or no mail; and whose mail waits."""
    language, people = members[0].person.language, [line.person for line in lines]
    reached, leaving = mails.reached(people), mails.leaving(community, people)
    for person in people:
        person.leaving = leaving[person.pk] if person.pk in reached else None
    return {
        "language": {line.key for line in lines if line.person.language != language},
        "mail": {line.key for line in lines if line.person.pk not in reached},
    }
