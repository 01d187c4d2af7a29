"""What somebody says by one click about a conversation."""

import hashlib
from datetime import datetime

from django import forms
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from tisserand.communities import judging, right_of_reply
from tisserand.communities.charter import lcm_sees_unnamed
from tisserand.communities.models import Membership
from tisserand.mail.answering import Choice, answer
from tisserand.people.models import Person

from . import hearing, holding, reports, unnamed, writing
from .models import Held, Post, Report, Thread, Topic, TopicFollow
from .models.unnamed import theirs
from .one_click_forms import StillUnclearForm, WithoutNameForm

Hears = Membership.Hears


@answer("solved")
def solved(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is the post that answered the asker."""
    post = _answer_to(person, pk)
    if post is None:
        return None
    thread, here = post.thread, post.thread.community
    return Choice(
        sentence=_("Does this answer by %(name)s solve your question “%(title)s”?") % _names(post),
        button=_("Yes, this solved it"),
        thanks=_("“%(title)s” is solved: those who look for the same thing will find this answer.")
        % _names(post),
        say=lambda now: thread.accept(post, by=person, now=here.at(now)),
        said=thread.solved and thread.acceptance.post_id == post.pk,
        take_back=lambda now: thread.unaccept(by=person, now=here.at(now)),
        words=post.extract,
        url=post.url,
    )


@answer("unclear")
def unclear(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is the post that did not answer the asker, or not enough."""
    post = _answer_to(person, pk)
    if post is None:
        return None
    thread, here = post.thread, post.thread.community
    return Choice(
        sentence=_("Is it still not clear? Your question “%(title)s” will wait for an answer again.")
        % _names(post),
        button=_("It is not clear yet"),
        thanks=_("“%(title)s” waits for an answer again, and those who can help see it.") % _names(post),
        say=lambda now, missing: _find_unclear(post, person, missing, now=here.at(now)),
        said=thread.found_unsolved,
        take_back=lambda now: thread.take_back_unsolved(by=person, now=here.at(now)),
        words=post.extract,
        url=post.url,
        form=StillUnclearForm,
    )


@transaction.atomic
def _find_unclear(post: Post, person: Person, missing: str, *, now: datetime) -> None:
    thread = post.thread
    thread.find_unsolved(by=person, now=now)
    if missing.strip():
        token = hashlib.sha256(f"{post.pk} {missing}".encode()).hexdigest()[:40]
        via = Post.Via.MAIL
        writing.reply(thread, by=person, source=missing, via=via, now=now, form_token=token)


@answer("take-back")
def take_back(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a post of this person's own, which goes out of view."""
    post = _posts_seen_by(person).filter(theirs(person), pk=pk).first()
    if post is None or (post.deleted_at and not post.deleted_by_author):
        return None
    here = post.thread.community
    return Choice(
        sentence=_("Remove what you wrote in “%(title)s”?") % _names(post),
        button=_("Remove it"),
        thanks=_("What you wrote in “%(title)s” is removed.") % _names(post),
        say=lambda now: writing.delete(post, by=person, now=here.at(now)),
        said=post.deleted_at is not None,
        take_back=lambda now: writing.restore(post, by=person, now=here.at(now)),
        words=post.extract,
        url="" if post.deleted_at else post.url,
    )


@answer("unfollow")
def unfollow(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a thread this person may hear of."""
    here = {"community__memberships__person": person, "community__memberships__left_at": None}
    led = Thread.objects.visible().filter(Q(pk=pk) | Q(merged=pk), **here)
    thread = led.select_related("community__organisation").first()
    if thread is None:
        return None
    community = thread.community
    return Choice(
        sentence=_("Shall we stop telling you what is written in “%(title)s”?") % {"title": thread.title},
        button=_("Stop following"),
        thanks=_("You will no longer hear of this conversation."),
        say=lambda now: thread.unfollow(person, now=community.at(now)),
        said=not thread.follows.filter(person=person).exists(),
        take_back=lambda now: thread.follow(person, now=community.at(now)),
        words=thread.title,
        url=thread.get_absolute_url(),
    )


@answer("quiet-topic")
def quiet_topic(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a topic whose new conversations this person hears of."""
    topic = Topic.objects.standing().filter(pk=pk).select_related("community__organisation").first()
    member = topic.community.memberships.present().filter(person=person).first() if topic else None
    if topic is None or member is None:
        return None
    community, mine = topic.community, TopicFollow.objects.filter(topic=topic, person=person).first()
    before = mine.hears if mine else ""
    return Choice(
        sentence=_("Shall we stop telling you of each new conversation in “%(topic)s”?")
        % {"topic": topic.name},
        button=_("Stop following"),
        thanks=_("You hear no more of what begins there; you still hear of the conversations you follow."),
        say=lambda now: hearing.choose(topic, person, Hears.PART, now=community.at(now)),
        said=(before or member.hears) != Hears.ALL,
        take_back=lambda now: hearing.choose(topic, person, Hears.ALL, now=community.at(now)),
        words=topic.name,
        url=reverse("following", args=[community.slug]),
    )


@answer("quiet-community")
def quiet_community(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is the membership of somebody who hears of each new conversation there."""
    member = Membership.objects.present().filter(pk=pk, person=person)
    member = member.select_related("community__organisation", "person").first()
    if member is None:
        return None
    community, mail = member.community, member.mail_cadence
    return Choice(
        sentence=_("Shall we stop telling you of each new conversation in “%(topic)s”?")
        % {"topic": community.name},
        button=_("Stop following"),
        thanks=_("You hear no more of what begins there; you still hear of the conversations you follow."),
        say=lambda now: member.tune(hears=Hears.PART, mail_cadence=mail, now=community.at(now)),
        said=member.hears != Hears.ALL,
        take_back=lambda now: member.tune(hears=Hears.ALL, mail_cadence=mail, now=community.at(now)),
        words=community.name,
        url=reverse("following", args=[community.slug]),
    )


@answer("read-news")
def read_news(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a piece of news that came by mail."""
    here = {"community__memberships__person": person, "community__memberships__left_at": None}
    news = Thread.objects.visible().filter(pk=pk, kind=Thread.Kind.NEWS, **here)
    thread = news.select_related("community__organisation").first()
    if thread is None:
        return None
    at = thread.community.at
    return Choice(
        sentence=_("Have you read “%(title)s”? Those who run the community will see that you have.")
        % {"title": thread.title},
        button=_("I have read it"),
        thanks=_("Thank you. Those who run the community see that you have read it."),
        say=lambda now: thread.note_reading(person, up_to=1, now=at(now)),
        said=thread.readings.filter(person=person).exists(),
        words=thread.title,
        url=thread.get_absolute_url(),
    )


@answer("publish")
def publish(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a mail that is held for this person."""
    held = Held.objects.filter(pk=pk, person=person).select_related("community", "thread", "post").first()
    if held is None or not held.community.memberships.present().filter(person=person).exists():
        return None
    community, post = held.community, held.post
    said = post is not None and post.deleted_at is None
    if post is not None and post.deleted_at and not post.deleted_by_author:
        return None
    return Choice(
        sentence=_publish_words(held),
        button=_("Publish it"),
        thanks=_("It is on the page, for the members of “%(community)s” to read.")
        % {"community": community.name},
        say=lambda now, **said: _publish(held, person, now=community.at(now), **said),
        said=said,
        take_back=lambda now: writing.delete(post, by=person, now=community.at(now)) if post else None,
        words="" if held.without_name and not said else held.source[:3000],
        url=post.url if post and said else "",
        form=_form(held) if post is None else forms.Form,
        initial={"text": held.source, "told_lcm": lcm_sees_unnamed(community)} if held.without_name else {},
    )


@answer("reply-decision")
def reply_decision(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is a report that was settled, of a post of this person's own."""
    report = Report.objects.decided_of(person).filter(pk=pk).first()
    if report is None:
        return None
    post, community = report.post, report.post.thread.community
    return right_of_reply.choice(
        judging.replied(post.reports.all(), report),
        community,
        lambda text, at: reports.reply(report, by=person, text=text, now=at),
        words=post.extract,
        url="" if post.thread.deleted_at else post.url,
        readable=judging.may_be_read(community, person),
        now=now,
    )


def _publish_words(held: Held) -> str:
    if held.without_name:
        return _publish_unnamed_words(held)
    if held.thread:
        return _("Is this yours? It goes into the conversation “%(title)s”.") % {"title": held.thread.title}
    if held.among:
        return _("Your mail answers several conversations at once. Where does it go?")
    return _("Is this yours? It becomes a question: “%(title)s”.") % {"title": held.title}


def _publish_unnamed_words(held: Held) -> str:
    if held.thread:
        return _("It goes into “%(title)s” without your name.") % {"title": held.thread.title}
    asked = _("It becomes a question without your name: “%(title)s”.") % {"title": held.title}
    return f"{asked} {unnamed.who_sees(lcm_sees_unnamed(held.community))}"


def _form(held: Held) -> type[forms.Form]:
    if held.without_name:
        return WithoutNameForm
    return _where(held) if held.among else forms.Form


def _where(held: Held) -> type[forms.Form]:
    """A choice between the conversations that the mail may answer, and a new question."""
    led = Q(pk__in=held.among) | Q(merged__in=held.among)
    threads = Thread.objects.visible().filter(led).distinct().order_by("pk")
    choices = [(str(thread.pk), thread.title) for thread in threads] + [
        ("", _("None of these: a new question"))
    ]

    class WhereForm(forms.Form):
        where = forms.ChoiceField(
            label=_("Where does it go?"),
            choices=choices,
            widget=forms.RadioSelect,
            required=False,
            initial=choices[0][0],
        )

    return WhereForm


def _publish(held: Held, person: Person, *, where: str | None = None, now: datetime, **put) -> None:
    thread = held.thread
    if where:
        led = Q(pk__in=held.among) | Q(merged__in=held.among)
        thread = Thread.objects.filter(led, pk=where).select_related("community").first()
    holding.publish(held, thread=thread, by=person, now=now, **put)


def _answer_to(person: Person, pk: int) -> Post | None:
    """The standing reply of that number in a question of this person's own."""
    mine = theirs(person, "thread__")
    post = _posts_seen_by(person).filter(mine, pk=pk, number__gt=1, deleted_at=None).first()
    return post if post and post.thread.asks and not post.thread.deleted_at else None


def _posts_seen_by(person: Person):
    """Posts of the communities where this person is a member today."""
    here = {"thread__community__memberships__person": person, "thread__community__memberships__left_at": None}
    return Post.objects.filter(**here).select_related(
        "thread__community__organisation", "thread__acceptance", "thread__unsolved", "author"
    )


def _names(post: Post) -> dict[str, str]:
    return {"name": post.writer.name, "title": post.thread.title}
