from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tisserand.communities.charter import lcm_sees_unnamed
from tisserand.communities.models import Community, Membership
from tisserand.mail.written import dressing, pictures, rendering
from tisserand.mail.written.forms import FilesField, ReasonForm, WritingForm
from tisserand.people.models import Person

from . import attachments, unnamed
from .models import Post, Thread, Topic
from .unnamed import NAMED

__all__ = [
    "DescriptionForm",
    "DraftForm",
    "EditForm",
    "FilesField",
    "FollowingForm",
    "NewThreadForm",
    "NewsForm",
    "ReasonForm",
    "ReplyForm",
    "WritingForm",
    "here_or_nothing",
]


SHORT_LEVELS = [
    (Membership.Hears.ALL, _("Each new conversation")),
    (Membership.Hears.PART, _("Only those I take part in or follow")),
    (Membership.Hears.ADDRESSED, _("Only what is addressed to me")),
]


class PictureField(forms.FileField):
    """A picture for the text, drawn anew; `cleaned_data` holds a `pictures.Drawn`."""

    def __init__(self, **kwargs):
        accepted = ",".join(f".{extension}" for extension in pictures.EXTENSIONS)
        super().__init__(widget=forms.FileInput(attrs={"accept": accepted}), **kwargs)

    def clean(self, data, initial=None):
        file = super().clean(data, initial)
        return pictures.draw(file.name, file, file.size) if file else None


class PicturedForm(WritingForm):
    """A text that may show pictures: the editor puts them in place, and one more stands at the end."""

    picture = PictureField(label=_("Picture"), required=False)
    picture_description = forms.CharField(
        label=_("What one sees in it"),
        help_text=_("In a sentence: who does not see the picture reads it, and mails show it."),
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": pictures.DESCRIPTION_LIMIT}),
        required=False,
    )

    def __init__(self, *args, pictures_url: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        if pictures_url:
            self.fields["text"].widget.attrs["data-pictures-url"] = pictures_url
        self.fields["text"].required = False  # a picture says something by itself

    def clean_text(self) -> str:
        return self.cleaned_data["text"]

    def clean(self) -> dict:
        given = super().clean() or {}
        drawn, said = given.get("picture"), given.get("picture_description", "")
        try:
            if drawn:
                given["picture"] = drawn.described(pictures.description_of(said))
            elif said.strip() and "picture" not in self.errors:
                raise ValidationError(_t("Choose the picture that this describes, or leave this line empty."))
        except ValidationError as error:
            self.add_error("picture_description", error)
        if "text" not in self.errors and not drawn:
            self._check_text(given.get("text", ""))
        return given

    def _check_text(self, text: str) -> None:
        """What comes with it is not known here: the act says whether what the editor put in it is there."""
        try:
            if not dressing.tokens_in(text):
                rendering.render(text, self.format)
        except ValidationError as error:
            self.add_error("text", error)

    def writing(self) -> dict:
        drawn = self.cleaned_data.get("picture")
        joined = self.cleaned_data.get("files") or []
        return super().writing() | {"files": [*joined, drawn] if drawn else joined}


class LookedForm(WritingForm):
    """Stops who writes without their name when a text would say it, until they have `looked`."""

    looked = forms.BooleanField(label=_("I have read it again: send it as it is"), required=False)
    asks_to_look = False

    def refuse(self, error: ValidationError) -> None:
        self.asks_to_look = getattr(error, "code", "") == NAMED
        super().refuse(error)

    def writing(self) -> dict:
        return super().writing() | {"looked": self.cleaned_data["looked"]}


class ReplyForm(LookedForm, PicturedForm):
    files = FilesField(label=_("Join files"), required=False)
    quotes = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def writing(self) -> dict:
        token = self.cleaned_data["form_token"] or None
        return super().writing() | {"form_token": token}


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


class NewThreadForm(LookedForm, PicturedForm):
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
            "form_token": self.cleaned_data["form_token"] or None,
            "topic": self.cleaned_data.get("topic"),
            "without_name": self.cleaned_data.get("without_name", False),
            "told_lcm": self.cleaned_data["told_lcm"],
        }


class NewsForm(PicturedForm):
    title = forms.CharField(
        label=_("In one line"),
        max_length=200,
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    files = FilesField(label=_("Join files"), required=False)
    field_order = ["title", "text", "files"]

    def writing(self) -> dict:
        token = self.cleaned_data["form_token"] or None
        return super().writing() | {"title": self.cleaned_data["title"], "form_token": token}


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


class EditForm(LookedForm, PicturedForm):
    title = forms.CharField(
        label=_("In one line"),
        max_length=200,
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    field_order = ["title", "text"]

    def __init__(self, *args, post: Post, **kwargs):
        typed = post.source if post.format == Post.Format.TEXT else post.text
        kwargs.setdefault("initial", {"title": post.thread.title, "text": typed})
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            known = attachments.shown(post.thread.community, attachments.pictures_of(post))
            self.fields["text"].widget.attrs["data-html"] = dressing.to_edit(post.html, known)
        if post.number != 1:
            del self.fields["title"]

    def writing(self) -> dict:
        return super().writing() | {"title": self.cleaned_data.get("title")}


class DescriptionForm(forms.Form):
    description = forms.CharField(
        label=_("What one sees in it"),
        help_text=_("In a sentence: who does not see the picture reads it, and mails show it."),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": pictures.DESCRIPTION_LIMIT}),
        required=False,
    )

    def clean_description(self) -> str:
        return pictures.description_of(self.cleaned_data["description"])


class DraftForm(forms.Form):
    """A picture that the editor puts in a text."""

    picture = PictureField(label=_("Picture"))
    description = forms.CharField(required=False)

    def clean_description(self) -> str:
        return pictures.description_of(self.cleaned_data["description"])


def here_or_nothing(path: str) -> str:
    """A path of this site, short; anything else is dropped."""
    return path[:200] if path.startswith("/") and not path.startswith("//") else ""
