"""What comes by mail: replies, questions, and words that say something of an answer (settings.MAIL_TARGETS).

Each is given the mail and the present, inside one transaction; Refused and ValidationError are told to who
wrote. Posts are written by the clock of their community.
"""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tisserand.communities import spoken
from tisserand.communities.models import Community, Membership
from tisserand.communities.right_of_reply import text_of
from tisserand.communities.spoken import Said, sentence
from tisserand.mail.inbound import Incoming, Refused
from tisserand.mail.models import Envelope

from . import emails, holding, links, mailed, reports, writing
from .holding import hold
from .models import Arrangement, Held, Post, Report, Thread
from .models.unnamed import theirs
from .unnamed import NAMED, WITH_FILES, asked_in, title_left

SOLVED = sentence(
    "resolu, resolue, regle, reglee, solved, solves, fixed",
    among="""
    c est ca cela a tout bien probleme question souci ma mon maintenant pour moi
    it is s that this has all problem issue my now for me
    """,
)


def reply(mail: Incoming, pk: int, *, now: datetime) -> None:
    """A mail that answers in the thread `pk`."""
    thread = _led_to(pk, mail)
    if thread is None:
        raise Refused(_("The conversation you answer is no longer there."))
    _reply(mail, thread, _member(mail, thread.community), now)


def _reply(mail: Incoming, thread: Thread, member: Membership, now: datetime) -> None:
    said = _solved(mail, thread, member) or spoken.heard(mail, member, now=now)
    if said and spoken.obey(said, mail, about=("thread", thread.pk), now=now):
        return
    if not mail.verified:
        hold(mail, thread.community, title=thread.title, thread=thread, now=now)
        return
    if asked_in(mail.whole_subject) and not asked_in(thread.title) and not thread.written_by(mail.person):
        raise Refused(_("Only a question can go without your name, not a reply. Nothing is published."))
    files, problems = mailed.files_of(mail, pictures=True)
    _require_something(mail, files, problems)
    try:
        post = writing.reply(
            thread,
            by=mail.person,
            source=mailed.text_of(mail),
            via=Post.Via.MAIL,
            now=thread.community.at(now),
            files=files,
            form_token=mailed.token_of(mail),
        )
    except ValidationError as error:
        if getattr(error, "code", "") not in (NAMED, WITH_FILES):
            raise
        hold(mail, thread.community, title=thread.title, thread=thread, without_name=True, now=now)
        return
    if problems or links.found("", post.source) or not _wrote_by_mail(member, besides=post):
        emails.tell_posted(post, problems, now=now)


def _led_to(pk: int, mail: Incoming) -> Thread | None:
    """The thread of an address, wherever what was mailed is now: messages may have gone to another since.
    None when it has gone where this person is not a member."""
    threads = Thread.objects.select_related("community__organisation")
    envelope = _ours(mail)
    told = [item.get("post") for item in envelope.items] if envelope else []
    now_in = list(threads.filter(posts__in=[one for one in told if one]).distinct()[:2])
    thread = now_in[0] if len(now_in) == 1 else threads.filter(pk=pk).first()
    if thread is not None and thread.merged_into_id:
        thread = threads.get(pk=thread.merged_into_id)
    moved = thread is not None and thread.arrangements.filter(kind=Arrangement.Kind.MOVE).exists()
    if moved and not thread.community.memberships.present().filter(person=mail.person).exists():
        return None
    return thread


def ask(mail: Incoming, pk: int, *, now: datetime) -> None:
    """A mail to the community `pk`: a new question."""
    community = Community.objects.select_related("organisation").filter(pk=pk).first()
    if community is None:
        raise Refused(_("The community you write to is no longer there."))
    member = _member(mail, community)
    said = spoken.heard(mail, member, now=now)
    if said and spoken.obey(said, mail, about=("community", community.pk), now=now):
        return
    answers_ours = _ours(mail) is not None
    if spoken.only_thanks(mail, member) and (answers_ours or not mail.subject):
        return
    without_name = asked_in(mail.whole_subject)
    title = mailed.title_of(mail, answers_ours=answers_ours)
    title = title_left(title) if without_name else title
    if without_name and not community.offers_unnamed:
        raise Refused(_("In this community, one asks under one's name. Nothing is published."))
    if without_name or not mail.verified:
        hold(mail, community, title=title or _question(mail), without_name=without_name, now=now)
        return
    files, problems = mailed.files_of(mail, pictures=True)
    if not mail.subject:
        _require_something(mail, files, problems)
    thread = writing.start(
        community,
        kind=Thread.Kind.QUESTION,
        title=title,
        by=mail.person,
        source=mailed.text_of(mail, subject=True),
        via=Post.Via.MAIL,
        now=community.at(now),
        files=files,
        form_token=mailed.token_of(mail),
    )
    emails.tell_posted(thread.posts.get(number=1), problems, now=now)


def _question(mail: Incoming) -> str:
    return mailed.title_of(mail, answers_ours=True)


def answer_decision(mail: Incoming, pk: int, *, now: datetime) -> None:
    """The author of a post answers what was decided on the report `pk`."""
    report = Report.objects.decided_of(mail.person).filter(pk=pk).first()
    if report is None:
        raise Refused(_("The decision you answer is no longer there."))
    at = report.post.thread.community.at(now)
    if not reports.reply(report, by=mail.person, text=text_of(mail), now=at):
        raise Refused(_("You have answered this decision already: once is all there is."))


def answer_several(mail: Incoming, pk: int, *, now: datetime) -> None:
    """A mail that answers the envelope `pk`, which told of several conversations: the person says which."""
    envelope = Envelope.objects.filter(pk=pk, person=mail.person).first()
    threads = list(_told_of(envelope)) if envelope else []
    if not threads:
        raise Refused(_("The conversations you answer are no longer there."))
    community = threads[0].community
    member = _member(mail, community)
    if len(threads) == 1:
        _reply(mail, threads[0], member, now)
        return
    said = spoken.heard(mail, member, now=now)
    if said and spoken.obey(said, mail, about=("community", community.pk), now=now):
        return
    if not spoken.only_thanks(mail, member):
        title = mailed.title_of(mail, answers_ours=True)
        hold(mail, community, title=title, among=threads, now=now)


def publish(mail: Incoming, pk: int, *, now: datetime) -> None:
    """« Oui », to the mail that asked whether the held mail `pk` is theirs: it is published, once."""
    held = Held.objects.select_related("community__organisation", "thread").filter(pk=pk).first()
    if held is None or held.person_id != mail.person.pk or held.among or held.without_name:
        raise Refused(_("What waited for your word is no longer there."))
    _member(mail, held.community)
    if not mail.verified or not spoken.says_yes(mail):
        raise Refused(
            _("Nothing is published yet. To publish it, answer with one word: yes. To drop it, do nothing.")
        )
    if held.post is None:
        post = holding.publish(held, thread=held.thread, by=mail.person, now=held.community.at(now))
        emails.tell_posted(post, [], now=now)


def _told_of(envelope: Envelope):
    posts = [item.get("post") for item in envelope.items]
    threads = Thread.objects.visible().filter(posts__in=posts).distinct().order_by("pk")
    return threads.select_related("community__organisation")


def _member(mail: Incoming, community: Community) -> Membership:
    members = community.memberships.present().select_related("person", "community__organisation")
    member = members.filter(person=mail.person).first()
    if member is None or not member.may("take part"):
        words = _(
            "You are not a member of “%(community)s” any more, or not yet: nobody there would read you."
        )
        raise Refused(words % {"community": community.name})
    return member


def _require_something(mail: Incoming, files: list, problems: list[str]) -> None:
    """A mail without words, and without a file that may be kept, is refused with the reasons."""
    if not mail.text.strip() and not files:
        raise Refused(" ".join(problems) or _("Write a few words first."))


def _solved(mail: Incoming, thread: Thread, member: Membership) -> Said | None:
    """« Résolu », by who asked, about the last answer of the mail that this one answers."""
    asked = thread.asks and thread.written_by(mail.person)
    if not asked or not SOLVED.is_said(mail, member):
        return None
    answers = thread.posts.standing().filter(number__gt=1).exclude(theirs(mail.person)).order_by("number")
    envelope = _ours(mail)
    shown = (
        answers.filter(pk__in=[item.get("post") for item in envelope.items]) if envelope else answers.none()
    )
    post = shown.last() or answers.last()
    return Said("solved", post.pk) if post else None


def _ours(mail: Incoming) -> Envelope | None:
    """The mail of ours that this one answers, if it says so."""
    if not mail.in_reply_to:
        return None
    return Envelope.objects.filter(person=mail.person, message_id=mail.in_reply_to).first()


def _wrote_by_mail(member: Membership, *, besides: Post) -> bool:
    mine = Post.objects.filter(
        theirs(member.person_id), thread__community=member.community_id, via=Post.Via.MAIL
    )
    return mine.exclude(pk=besides.pk).exists()
