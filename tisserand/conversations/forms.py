from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.mail.written.forms import FilesField, ReasonForm, WritingForm

from .models import Post, Report, Thread, Topic

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


class ReplyForm(WritingForm):
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


class NewThreadForm(WritingForm):
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
    topic = TopicField(required=False)
    field_order = ["kind", "title", "text", "files"]

    def __init__(self, *args, community: Community, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["topic"].offer(community)
        if not self.fields["topic"].choices[1:]:
            del self.fields["topic"]

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
        }


class EditForm(WritingForm):
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
