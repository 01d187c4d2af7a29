from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community, Membership
from tisserand.mail.written.forms import FilesField, ReasonForm, WritingForm
from tisserand.people.models import Person

from .models import Post, Report, Thread, Topic

__all__ = [
    "EditForm",
    "FilesField",
    "FollowingForm",
    "NewThreadForm",
    "NewsForm",
    "ReasonForm",
    "ReplyForm",
    "SettlementForm",
    "WritingForm",
    "here_or_nothing",
]


SHORT_LEVELS = [
    (Membership.Hears.ALL, _("Each new conversation")),
    (Membership.Hears.PART, _("Only those I take part in or follow")),
    (Membership.Hears.ADDRESSED, _("Only what is addressed to me")),
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


class NewsForm(WritingForm):
    title = forms.CharField(
        label=_("In one line"),
        max_length=200,
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    files = FilesField(label=_("Join files"), required=False)
    field_order = ["title", "text", "files"]

    def writing(self) -> dict:
        return super().writing() | {
            "title": self.cleaned_data["title"],
            "files": self.cleaned_data["files"],
            "form_token": self.cleaned_data["form_token"] or None,
        }


class FollowingForm(forms.Form):
    """What a member hears of: of the community, of each topic, and how often by mail."""

    hears = forms.ChoiceField(
        label=_("What do you want to hear of here?"),
        choices=Membership.Hears.choices,
        widget=forms.RadioSelect,
    )
    mail_cadence = forms.ChoiceField(
        label=_("How often should we write to you from here?"), required=False, widget=forms.RadioSelect
    )
    CADENCES = [one for one in Person.Cadence.choices if one[0] != Person.Cadence.NONE]

    def __init__(self, *args, member: Membership, topics: list[Topic], chosen: dict[int, str], **kwargs):
        initial = {"hears": member.hears, "mail_cadence": member.mail_cadence}
        super().__init__(*args, initial=initial, **kwargs)
        usual = _t("As everywhere (%(rhythm)s)") % {"rhythm": member.person.get_mail_cadence_display()}
        self.fields["mail_cadence"].choices = [("", usual), *self.CADENCES]
        levels = [("", _t("As for the community")), *SHORT_LEVELS]
        for topic in topics:
            hears = chosen.get(topic.pk, "")
            field = forms.ChoiceField(label=topic.name, choices=levels, required=False, initial=hears)
            self.fields[self.name_of(topic)] = field

    @staticmethod
    def name_of(topic: Topic) -> str:
        return f"topic-{topic.pk}"

    def of_topics(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("topic-")]


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
