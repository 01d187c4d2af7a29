import secrets
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tisserand.people.forms import WorkingDaysField

from . import words
from .models import ChatMessage, Room


class SayForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        widget=forms.Textarea(attrs={"rows": 1, "maxlength": words.LIMIT}),
        strip=False,
        error_messages={"required": _("Write a few words first.")},
    )
    form_token = forms.CharField(widget=forms.HiddenInput, max_length=40, required=False)

    def __init__(self, *args, names_url: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        said = {"data-mentions-url": names_url, "data-mentions-label": gettext("People to name")}
        self.fields["text"].widget.attrs |= said
        self.fields["form_token"].initial = new_token()


def new_token() -> str:
    return secrets.token_urlsafe(18)


class LiftForm(forms.Form):
    """The question a message becomes, and what its author said right after it."""

    title = forms.CharField(
        label=_("In one line"),
        max_length=200,
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    messages = forms.MultipleChoiceField(
        label=_("What was said right after goes with it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, followers: list[ChatMessage], **kwargs):
        super().__init__(*args, **kwargs)
        self.followers = followers
        self.fields["messages"].choices = [(str(one.pk), one.extract) for one in followers]
        self.fields["messages"].initial = [str(one.pk) for one in followers]
        if not followers:
            del self.fields["messages"]

    def chosen(self) -> list[ChatMessage]:
        wanted = set(self.cleaned_data.get("messages", []))
        return [one for one in self.followers if str(one.pk) in wanted]


CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class RoomForm(forms.ModelForm):
    """The lasting room: when it is open, and how long what is said in it is kept."""

    hours = forms.ChoiceField(label=_("One may write"), choices=Room.Hours.choices, widget=forms.RadioSelect)
    open_on = WorkingDaysField(label=_("On these days"), required=False)

    class Meta:
        model = Room
        fields = ["name", "hours", "open_on", "open_from", "open_until", "kept_days"]
        labels = {
            "name": _("Name of the room"),
            "open_from": _("From"),
            "open_until": _("Until"),
            "kept_days": _("What was said is kept"),
        }
        help_texts = {
            "open_until": _("In the zone of your organisation, whose public holidays are free."),
            "kept_days": _("Then it is deleted. What became a question stays."),
        }
        widgets = {"open_from": CLOCK, "open_until": CLOCK}

    def clean(self):
        said = super().clean()
        if said.get("hours") == Room.Hours.HOURS:
            if not said.get("open_on"):
                self.add_error("open_on", gettext("Choose one day at least."))
            opens, closes = said.get("open_from"), said.get("open_until")
            if opens and closes and opens >= closes:
                self.add_error("open_until", gettext("It must close after it opens."))
        return said


class SessionForm(forms.ModelForm):
    """A room for a session: from its start to its end."""

    starts_at = forms.DateTimeField(label=_("From"), widget=forms.DateTimeInput)
    ends_at = forms.DateTimeField(label=_("Until"), widget=forms.DateTimeInput)

    class Meta:
        model = Room
        fields = ["name", "starts_at", "ends_at", "kept_days"]
        labels = {"name": _("Name of the session"), "kept_days": _("What was said is kept")}
        help_texts = {"kept_days": _("Then it is deleted. What became a question stays.")}

    def __init__(self, *args, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.now = now
        shape = "%Y-%m-%dT%H:%M"
        for name in ("starts_at", "ends_at"):
            widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=shape)
            self.fields[name].widget, self.fields[name].input_formats = widget, [shape, "%Y-%m-%d %H:%M"]
        self.fields["ends_at"].help_text = gettext("In your time zone: %(zone)s.") % {
            "zone": timezone.get_current_timezone_name()
        }

    def clean(self):
        said = super().clean()
        begins, ends = said.get("starts_at"), said.get("ends_at")
        if begins and ends and begins >= ends:
            self.add_error("ends_at", gettext("It must end after it begins."))
        elif ends and not self.instance.pk and ends <= self.now:
            self.add_error("ends_at", gettext("This moment has passed."))
        return said
