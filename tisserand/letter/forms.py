from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tisserand.conversations.models import Thread
from tisserand.mail.written.forms import WritingForm

FARTHEST = timedelta(days=92)


class EditionForm(WritingForm):
    """The common part of a letter, its story, its day and its hour."""

    subject = forms.CharField(
        label=_("Subject"),
        max_length=200,
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    chosen = forms.ChoiceField(label=_("The story for everybody"), required=False, widget=forms.RadioSelect)
    day = forms.DateField(
        label=_("It leaves on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    hour = forms.TimeField(
        label=_("At what time"),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Then, or when the working hours of each reader begin."),
    )
    field_order = ["subject", "text", "chosen", "day", "hour"]

    def __init__(self, *args, stories: list[Thread], today: date, zone: ZoneInfo, html: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.stories, self.today, self.zone = {str(one.pk): one for one in stories}, today, zone
        words = self.fields["text"]
        words.label, words.required = _t("Your words, for everybody"), False
        words.help_text = _t("Who reads them also reads what concerns them: you see it before it leaves.")
        if html and not self.is_bound:
            words.widget.attrs["data-html"] = html
        none = ("", _t("None: each reads what concerns them"))
        self.fields["chosen"].choices = [none, *((pk, one.title) for pk, one in self.stories.items())]

    def clean_text(self) -> str:
        return super().clean_text() if self.cleaned_data["text"].strip() else ""

    def clean_day(self) -> date:
        day = self.cleaned_data["day"]
        if not self.today <= day <= self.today + FARTHEST:
            raise ValidationError(_t("Choose a day of the three months to come."))
        return day

    @property
    def leaves_at(self) -> datetime:
        hour: time = self.cleaned_data["hour"]
        return datetime.combine(self.cleaned_data["day"], hour, tzinfo=self.zone)

    def writing(self) -> dict:
        self.cleaned_data.setdefault("text", "")
        said = {"subject": self.cleaned_data["subject"], "leaves_at": self.leaves_at}
        return super().writing() | said | {"chosen": self.stories.get(self.cleaned_data["chosen"])}
