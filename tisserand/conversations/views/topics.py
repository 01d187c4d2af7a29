from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow
from tisserand.communities.models import Community
from tisserand.people.models import Skill
from tisserand.ui.notices import say

from .. import topics as acts
from ..models import Topic
from .lists import whole_number

PROPOSED = 500  # skills, while one types
MOST = 500  # topics named by an address


@allow("moderate")
def topics(request: CommunityRequest, community: Community) -> HttpResponse:
    if request.method == "POST":
        try:
            acts.add(community, request.POST.get("name", ""), by=request.user, now=community.now())
        except ValidationError as error:
            say(request, error.messages[0], tone="error")
        else:
            say(request, _("The topic is added."))
        return redirect("topics", community.slug)
    standing = Topic.objects.standing().filter(community=community).prefetch_related("skills")
    context = {"topics": standing, "most": Topic.MOST, "most_skills": Topic.MOST_SKILLS}
    context["known_skills"] = Skill.objects.all()[:PROPOSED]
    return render(request, "conversations/topics.html", context)


@require_POST
@allow("moderate")
def edit_topic(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.standing(), pk=pk, community=community)
    who = {"by": request.user, "now": community.now()}
    if "up" in request.POST or "down" in request.POST:
        acts.shift(topic, -1 if "up" in request.POST else 1, **who)
    elif "remove" in request.POST:
        acts.remove(topic, **who)
        text = _("“%(name)s” is offered no more; its conversations stay.") % {"name": topic.name}
        say(request, text, reverse("restore-topic", args=[community.slug, topic.pk]))
    else:
        try:
            acts.rename(topic, request.POST.get("name", ""), **who)
        except ValidationError as error:
            say(request, error.messages[0], tone="error")
        else:
            say(request, _("The topic has its new name."))
    return redirect("topics", community.slug)


@require_POST
@allow("moderate")
def topic_skills(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.standing(), pk=pk, community=community)
    who = {"by": request.user, "now": community.now()}
    if dropped := whole_number(request.POST.get("drop", "")):
        acts.drop_skill(topic, get_object_or_404(topic.skills, pk=dropped), **who)
        say(request, _("The topic is not about it any more."))
    else:
        try:
            acts.add_skill(topic, request.POST.get("name", ""), **who)
        except ValidationError as error:
            say(request, error.messages[0], tone="error")
        else:
            say(request, _("The topic is about it now: lists and search narrow to it."))
    return redirect("topics", community.slug)


@allow("moderate")
def skills(request: CommunityRequest, community: Community) -> HttpResponse:
    """Say a skill otherwise, or join it to another: in this community. The undoing is said by the address."""
    if request.method == "POST":
        _reword(request, community)
        return redirect("skills", community.slug)
    borne: dict[Skill, list[Topic]] = {}
    for topic in Topic.objects.standing().filter(community=community).prefetch_related("skills"):
        for skill in topic.skills.all():
            borne.setdefault(skill, []).append(topic)
    others = Topic.objects.exclude(community=community).filter(skills__in=borne)
    context = {"lines": sorted(borne.items(), key=lambda one: one[0].folded)}
    context["shared"] = set(others.values_list("skills", flat=True))
    context["known_skills"] = Skill.objects.all()[:PROPOSED]
    return render(request, "conversations/skills.html", context)


def _reword(request: CommunityRequest, community: Community) -> None:
    said = request.POST if "name" in request.POST else request.GET
    here = Skill.objects.filter(topics__community=community).distinct()
    skill = get_object_or_404(here, pk=whole_number(said.get("skill", "")) or 0)
    undoing = said is request.GET
    which = {"topics": _numbers(said, "topic"), "both": _numbers(said, "both")} if undoing else {}
    try:
        done = acts.reword(
            community, skill, said.get("name", ""), by=request.user, now=community.now(), **which
        )
    except ValidationError as error:
        say(request, error.messages[0], tone="error")
        return
    back = {"skill": done.skill.pk, "name": done.before, "topic": done.topics, "both": done.both}
    undo = f"{reverse('skills', args=[community.slug])}?{urlencode(back, doseq=True)}"
    say(request, _("Topics say it so now: “%(name)s”.") % {"name": done.skill.name}, undo)


def _numbers(said: QueryDict, name: str) -> list[int]:
    return [number for value in said.getlist(name)[:MOST] if (number := whole_number(value))]


@require_POST
@allow("moderate")
def restore_topic(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    topic = get_object_or_404(Topic, pk=pk, community=community)
    try:
        acts.put_back(topic, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0], tone="error")
    return redirect("topics", community.slug)
