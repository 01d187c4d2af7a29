from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from tisserand.communities.door import allow
from tisserand.communities.models import Membership

from .. import accommodations, acts, done, drafts, mails, support_log
from ..forms import LetterForm
from ..models import Outreach
from .answers import act_page, acting, folded, the_lines, there
from .queue import Queue


@allow("work the day")
@acting
def my_day_write(request, community):
    now, queue = community.now(), Queue.of_request(request)
    about, queue = addressee(request, community, queue, now)
    draft, by_mail = drafts.letter(about), bool(mails.reached([about.person]))
    form = LetterForm(request.POST or None, initial={"subject": draft.subject, "text": draft.text})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"signal": queue.current, "printed": not by_mail}
        act = acts.write(about.membership, by=request.user, now=now, **said)
        return _after(request, community, queue.after(done.ref(act)), act)
    leaving = mails.leaving(community, [about.person])[about.person.pk] if by_mail else None
    said = {"about": about, "queue": queue, "leaving": leaving, "line": about.signal}
    return act_page(request, "my_day_write", form, held=held(request, community, about), **said)


def held(request, community, about):
    """What was agreed with the person who is written to or called, kept in sight."""
    return held_by_each(request, community, [about.membership.pk]).get(about.membership.pk, [])


def held_by_each(request, community, members):
    closed = support_log.closed_to(request.user, members)
    return accommodations.of(set(members) - closed, community.today(community.now()))


def addressee(request, community, queue, now):
    """Who is written to or called: the person of the first line that still stands, or the member named."""
    if not queue.left:
        return drafts.situation(member(request, community), request.user, None, now), queue
    lines = [line for line in the_lines(request, community, now) if line.membership_id]
    if not lines:
        raise Http404
    queue = queue.only([line.key for line in lines])
    membership = lines[0].membership or get_object_or_404(people(community), pk=lines[0].membership_id)
    membership.community = community
    return drafts.situation(membership, request.user, lines[0], now), queue


def member(request, community):
    named = request.POST.get("member") or request.GET.get("member", "")
    if not named.isdecimal() or len(named) > 18:
        raise Http404
    return get_object_or_404(people(community), pk=int(named))


def people(community):
    return Membership.objects.present().filter(community=community).select_related("person", "community")


def _after(request, community, queue, act):
    """The next letter, or what has been done."""
    if queue.left:
        return there(request, f"{reverse('my-day-write', args=[community.slug])}?{queue.query}")
    if queue.several:
        return there(request, f"{reverse('my-day-letters', args=[community.slug])}?{queue.query}")
    if act.outcome == Outreach.Outcome.PRINTED:
        return there(request, reverse("my-day-letter", args=[community.slug, act.pk]))
    return folded(request, community, [act])


@allow("work the day")
def my_day_letters(request, community):
    written = done.find(community, request.GET.getlist("sent")[:200])
    letters = _open(request, [act for act in written if isinstance(act, Outreach)])
    queue = Queue.of_request(request)
    told = mails.told(letters)
    for letter in letters:
        letter.mail = told.get(letter.pk, "")
    context = {"letters": letters, "skipped": max(queue.of - len(letters), 0), "now": community.now()}
    return render(request, "attention/my_day_letters.html", context)


def _open(request, letters):
    """Without those to people who work under the reader, unless the reader wrote them."""
    others = [letter.membership_id for letter in letters if letter.done_by_id != request.user.pk]
    closed = support_log.closed_to(request.user, others)
    return [one for one in letters if one.done_by_id == request.user.pk or one.membership_id not in closed]


@allow("work the day")
def my_day_letter(request, community, pk):
    letters = Outreach.objects.standing().filter(community=community).exclude(note="")
    letter = get_object_or_404(letters.select_related("done_by", "membership__person"), pk=pk)
    if not _open(request, [letter]):
        raise Http404
    context = {"letter": letter, "mail": mails.told([letter]).get(letter.pk, ""), "now": community.now()}
    return render(request, "attention/my_day_letter.html", context)
