from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import allow
from tisserand.ui.notices import say

from .. import acts, done
from ..act_links import later
from ..day import day
from ..forms import PostponeForm, SetAsideForm
from ..lines import Line
from .answers import act_page, acting, folded, in_place, the_lines, to_the_list


@allow("work the day")
@acting
def my_day_postpone(request, community):
    now = community.now()
    lines, offers = the_lines(request, community, now), later(community, now)
    form = PostponeForm(request.POST or None, today=community.today(now))
    if request.method == "POST" and form.is_valid():
        keys = [line.key for line in lines]
        made = acts.postpone(community, keys, by=request.user, now=now, **form.cleaned_data)
        return folded(request, community, made)
    return act_page(request, "my_day_postpone", form, lines=lines, later=offers)


@allow("work the day")
@acting
def my_day_set_aside(request, community):
    now = community.now()
    lines, form = the_lines(request, community, now), SetAsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keys = [line.key for line in lines]
        made = acts.set_aside(community, keys, by=request.user, reason=form.reason, now=now)
        return folded(request, community, made)
    return act_page(request, "my_day_set_aside", form, lines=lines)


@require_POST
@allow("work the day")
def my_day_undo(request, community):
    now = community.now()
    named = request.POST.getlist("act") or request.GET.getlist("act")
    found, late = done.find(community, named[:200]), []
    for act in found:
        try:
            acts.undo(act, by=request.user, now=now)
        except acts.TooLate:
            late.append(act)
    return _undone(request, community, found, late, now)


def _undone(request, community, found, late, now):
    if in_place(request):
        if late:
            return render(request, "attention/_too_late.html", {"late": late})
        line = day(community, now).find(found[0].signal) if len(found) == 1 else None
        if line is None:
            return to_the_list(request, community)
        context = {"line": Line((line,)), "later": later(community, now), "day": day(community, now)}
        return render(request, "attention/_line_back.html", context | {"now": now})
    if late:
        say(request, too_late_words(), tone="waiting")
    elif found:
        say(request, _("It is undone."))
    return to_the_list(request, community)


def too_late_words():
    return _("The letter had already left: it cannot be taken back. You can still write another one.")
