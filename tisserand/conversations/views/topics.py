from django.core.exceptions import ValidationError
from django.http import HttpResponse
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


@require_POST
@allow("moderate")
def restore_topic(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    topic = get_object_or_404(Topic, pk=pk, community=community)
    try:
        acts.put_back(topic, by=request.user, now=community.now())
    except ValidationError as error:
        say(request, error.messages[0], tone="error")
    return redirect("topics", community.slug)
