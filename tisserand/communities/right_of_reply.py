"""How the author of what was reported answers the decision: from its mail, by one click and a few words."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tisserand.mail.answering import Choice, link
from tisserand.mail.inbound import Incoming, Refused
from tisserand.mail.models import Envelope
from tisserand.mail.written.forms import ReasonForm
from tisserand.people.models import Person
from tisserand.ui import times

from . import judging
from .models import Community, Moderated

R = TypeVar("R", bound=Moderated)

# What people wrote in a report.
WRITTEN = ["reason", "decision_reason", "reply", "answer"]


class ReplyForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What do you want to tell them?"),
        help_text=gettext_lazy("Once, in your own words, 2,000 characters at most. They will answer you."),
        max_length=judging.REPLY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": gettext_lazy("Write a few words first.")},
    )


def choice(
    report: Moderated,
    community: Community,
    say: Callable[[str, datetime], object],
    *,
    words: str,
    url: str,
    readable: bool,
    now: datetime,
) -> Choice:
    """What the author may say of the decision on `report`, of what they wrote (`words`), and what became of
    it. `say` takes the text and the present of the community; `readable`: somebody else could read it."""
    replied, still = report.replied_at is not None, readable and open_still(report, community, now)
    return Choice(
        sentence=_decided(report, community) if still else _over(report, readable),
        button=_("Send my answer") if still else "",
        thanks=_became(report),
        say=lambda now, text: say(text, community.at(now)),
        said=replied,
        words=report.reply if replied else words,
        url=url,
        form=ReplyForm,
    )


def _decided(report: Moderated, community: Community) -> str:
    said = _(
        "What you wrote was reported. Those who run “%(community)s” kept it, for this reason: “%(reason)s”"
    )
    if report.removed:
        said = _("Those who run “%(community)s” removed what you wrote, for this reason: “%(reason)s”")
    said = said % {"community": community.name, "reason": report.decision_reason}
    day = times.long_date(timezone.localdate(judging.last_day(report) + community.set_back))
    return said + " " + _("You may answer them until %(day)s.") % {"day": day}


def _over(report: Moderated, readable: bool) -> str:
    if not readable:
        return judging.nobody_else()
    return (
        _("The two weeks to answer are over.")
        + " "
        + _("You can still talk it over with those who run the community.")
    )


def _became(report: Moderated) -> str:
    if report.answered_at is None:
        return _("Those who run the community have your answer. They will tell you what becomes of it.")
    ends = _("This is where it ends here: thank you for having said it in your words.")
    return f"{outcome(report)} {ends}"


def outcome(report: Moderated) -> str:
    """What was answered to the author, in a sentence."""
    if not report.revised:
        said = _("They have read your answer, and their decision stands: “%(word)s”")
    elif report.removed:
        said = _("They have read your answer, and put back what you wrote. Their word: “%(word)s”")
    else:
        said = _("They have read your answer, and removed what you wrote. Their word: “%(word)s”")
    return said % {"word": report.answer}


def may_reply(report: Moderated, community: Community, author: Person, *, now: datetime) -> bool:
    """Whether the mail that tells the author of the decision offers to answer it, in the present `now`."""
    return open_still(report, community, now) and judging.may_be_read(community, author)


def open_still(report: Moderated, community: Community, now: datetime) -> bool:
    """Nothing was answered yet, and there is time."""
    return report.replied_at is None and community.at(now) <= judging.last_day(report)


def decided(reports: QuerySet[R], envelope: Envelope) -> R | None:
    """The report whose decision a mail tells; None when it stands no more, or is another one now."""
    report = reports.filter(pk=envelope.data["report"], settled_at__isnull=False).first()
    told = envelope.data.get("settled_at")  # the mails of rooms did not know it once
    return report if report and told in (None, report.settled_at.isoformat()) else None


def about_decision(report: Moderated, envelope: Envelope, answer: str) -> dict:
    """What the mail says that tells a decision; `answer` names the link by which its author answers it."""
    present = envelope.claimed_at or envelope.created_at
    return {
        "report": report,
        "as_author": bool(envelope.data["as_author"]),
        "removed": report.removed,
        "answer_url": link(answer, envelope.person, report.pk, now=present) if answer else "",
    }


def about_answer(report: Moderated, extract: str, *, as_author: bool) -> dict:
    """What the mail says that tells the outcome."""
    return {
        "report": report,
        "extract": extract,
        "as_author": as_author,
        "outcome": outcome(report) if as_author else _changed(report),
    }


def _changed(report: Moderated) -> str:
    if report.removed:
        said = _("A message you reported had been removed. Its author was heard, and it is back: “%(word)s”")
    else:
        said = _("A message you reported had been kept. It is removed in the end: “%(word)s”")
    return said % {"word": report.answer}


def held(report: Moderated, *, as_author: bool) -> dict:
    """For the export: what the author answered and was answered; others, whether it changed the decision."""
    mine = {
        "your_answer": report.reply,
        "you_answered_at": report.replied_at,
        "what_they_answered": report.answer,
    }
    return {"decision_changed": report.revised, **(mine if as_author else {})}


def text_of(mail: Incoming) -> str:
    """What a mail answers to a decision. Only from the address we know: nobody else speaks in their name."""
    if not mail.verified:
        raise Refused(
            _("Your answer is taken from your own address only. Write from it, or by the button of our mail.")
        )
    return mail.text


class SettlementForm(ReasonForm):
    decision = forms.ChoiceField(
        label=gettext_lazy("What becomes of this message?"),
        choices=[
            (Moderated.Decision.KEPT, gettext_lazy("Keep it")),
            (Moderated.Decision.REMOVED, gettext_lazy("Remove it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what becomes of this message.")},
    )
    field_order = ["decision", "reason"]


class AnswerForm(forms.Form):
    """What those who run the community say to the author."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What becomes of your decision?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose whether your decision stands.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("A word to the author"),
        max_length=judging.REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Say why: the people concerned will read it.")},
    )

    def __init__(self, report: Moderated, *args, **kwargs):
        super().__init__(*args, prefix=f"reply-{report.pk}", **kwargs)
        change = _("Put the message back") if report.removed else _("Remove the message")
        self.fields["outcome"].choices = [("confirmed", _("It stands")), ("revised", change)]

    @property
    def said(self) -> dict:
        """For `answer`."""
        return {
            "revised": self.cleaned_data["outcome"] == "revised",
            "reason": self.cleaned_data["reason"],
        }
