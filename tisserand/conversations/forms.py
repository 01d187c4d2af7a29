from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tisserand.communities.charter import lcm_sees_unnamed
from tisserand.communities.models import Community
from tisserand.mail.written.forms import FilesField, ReasonForm, WritingForm

from . import unnamed
from .models import Post, Report, Thread, Topic
from .unnamed import NAMED

__all__ = [
    "EditForm",
    "FilesField",
    "NewThreadForm",
    "ReasonForm",
    "ReplyForm",
    "SettlementForm",
    "WritingForm",
    "here_or_nothing",
]


class LookedForm(WritingForm):
    """Stops who writes without their name when a text would say it, until they have `looked`."""

    looked = forms.BooleanField(label=_("I have read it again: send it as it is"), required=False)
    asks_to_look = False

    def refuse(self, error: ValidationError) -> None:
        self.asks_to_look = getattr(error, "code", "") == NAMED
        super().refuse(error)

    def writing(self) -> dict:
        return super().writing() | {"looked": self.cleaned_data["looked"]}


class ReplyForm(LookedForm):
    files = FilesField(label=_("Join files"), required=False)
    quotes = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def writing(self) -> dict:
        token = self.cleaned_data["form_token"] or None
        return super().writing() | {"files": self.cleaned_data["files"], "form_token": token}


class TopicField(forms.TypedChoiceField):
    """A topic of a community, or none. One that is removed meanwhile is none."""

    def __init__(self, **kwargs):
        kwargs.setdefault("label", _("Topic"))
        super().__init__(coerce=int, empty_value=None, **kwargs)

    def offer(self, community: Community) -> None:
        self.topics = {one.pk: one for one in Topic.objects.standing().filter(community=community)}
        self.choices = [("", _t("No topic")), *((one.pk, one.name) for one in self.topics.values())]

    def chosen(self, pk: int | None) -> Topic | None:
        return self.topics.get(pk) if pk else None


class NewThreadForm(LookedForm):
    kind = forms.ChoiceField(
        label=_("What would you like to do?"),
        choices=[(kind.value, kind.label) for kind in Thread.WRITTEN],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you would like to do.")},
    )
    title = forms.CharField(
        label=_("In one line"),
        max_length=200,
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    files = FilesField(label=_("Join files"), required=False)
    page = forms.CharField(widget=forms.HiddenInput, required=False)
    without_name = forms.BooleanField(label=_("Ask without my name"), required=False)
    told_lcm = forms.BooleanField(widget=forms.HiddenInput, required=False)
    topic = TopicField(required=False)
    field_order = ["kind", "title", "text", "files"]

    def __init__(self, *args, community: Community, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].offer(community)
        if not self.fields["topic"].choices[1:]:
            del self.fields["topic"]
        self._offer_no_name(community)

    def _offer_no_name(self, community: Community) -> None:
        """Say who would see it: what is told is sent along, and holds if the charter changes meanwhile."""
        if not community.offers_unnamed:
            del self.fields["without_name"]
            return
        lcm = lcm_sees_unnamed(community)
        self.fields["without_name"].help_text = unnamed.who_sees(lcm)
        self.tells_lcm = lcm

    def clean_topic(self) -> Topic | None:
        return self.fields["topic"].chosen(self.cleaned_data["topic"])

    def clean_page(self) -> str:
        return here_or_nothing(self.cleaned_data["page"])

    def writing(self) -> dict:
        return super().writing() | {
            "kind": self.cleaned_data["kind"],
            "title": self.cleaned_data["title"],
            "files": self.cleaned_data["files"],
            "form_token": self.cleaned_data["form_token"] or None,
            "topic": self.cleaned_data.get("topic"),
            "without_name": self.cleaned_data.get("without_name", False),
            "told_lcm": self.cleaned_data["told_lcm"],
        }


class EditForm(LookedForm):
    title = forms.CharField(
        label=_("In one line"),
        max_length=200,
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    field_order = ["title", "text"]

    def __init__(self, *args, post: Post, **kwargs):
        kwargs.setdefault("initial", {"title": post.thread.title, "text": post.text})
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["text"].widget.attrs["data-html"] = post.html
        if post.number != 1:
            del self.fields["title"]

    def writing(self) -> dict:
        return super().writing() | {"title": self.cleaned_data.get("title")}


class SettlementForm(ReasonForm):
    decision = forms.ChoiceField(
        label=_("What becomes of this message?"),
        choices=[(Report.Decision.KEPT, _("Keep it")), (Report.Decision.REMOVED, _("Remove it"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what becomes of this message.")},
    )
    field_order = ["decision", "reason"]


def here_or_nothing(path: str) -> str:
    """A path of this site, short; anything else is dropped."""
    return path[:200] if path.startswith("/") and not path.startswith("//") else ""
