from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tisserand.conversations.forms import FilesField, WritingForm

from .models import Poll, Position
from .models.debates import MOST as MOST_POSITIONS
from .models.polls import MOST as MOST_OPTIONS
from .taking import WHY_LIMIT

FARTHEST = timedelta(days=366)
USUAL = timedelta(days=14)


class DayForm(forms.Form):
    """A last day, that day included."""

    last_day = forms.DateField(
        label=_("Open until the end of"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args, today: date, zone: ZoneInfo, **kwargs):
        kwargs["initial"] = {"last_day": today + USUAL} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.today, self.zone = today, zone
        self.fields["last_day"].widget.attrs["min"] = today.isoformat()

    def clean_last_day(self) -> date:
        day = self.cleaned_data["last_day"]
        if day < self.today:
            raise ValidationError(_t("Choose a day that is still to come."))
        if day > self.today + FARTHEST:
            raise ValidationError(_t("Choose a day within a year."))
        return day

    @property
    def closes_at(self) -> datetime:
        """The midnight after that day."""
        return end_of(self.cleaned_data["last_day"], self.zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone)


class LinesField(forms.CharField):
    """Several short texts, one per line."""

    def __init__(self, **options):
        super().__init__(max_length=5_000, widget=forms.Textarea(attrs={"rows": 5}), **options)

    def clean(self, value) -> list[str]:
        return [line for line in super().clean(value).splitlines() if line.strip()]


class OpeningForm(DayForm, WritingForm):
    """What a debate and a poll have in common: a question in one line, words about it, a last day."""

    question = forms.CharField(
        label=_("The question, in one line"),
        max_length=200,
        error_messages={"required": _("Ask something, in a few words.")},
    )

    def writing(self) -> dict:
        said = super().writing() | {"question": self.cleaned_data["question"], "closes_at": self.closes_at}
        return said | {"form_token": self.cleaned_data["form_token"] or None}


class DebateForm(OpeningForm):
    positions = LinesField(
        label=_("The positions, one per line"),
        help_text=_("From two to five. “Still thinking it over” is always there: no need to write it."),
        error_messages={"required": _("Write at least two, each on its own line.")},
    )
    counts_held = forms.BooleanField(
        label=_("Nobody sees where the others stand before taking position"),
        required=False,
        initial=True,
        help_text=_("You see it in any case."),
    )
    named = forms.BooleanField(
        label=_("Show names beside the positions"),
        required=False,
        help_text=_("People read it before they take position. Otherwise only numbers are shown."),
    )
    field_order = ["question", "text", "positions", "last_day", "counts_held", "named"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _t("Why it matters, what is at stake")

    def clean_positions(self) -> list[str]:
        if len(self.cleaned_data["positions"]) > MOST_POSITIONS:
            raise ValidationError(_t("Five positions at most: people must be able to hold them in mind."))
        return self.cleaned_data["positions"]

    def writing(self) -> dict:
        names = ("positions", "counts_held", "named")
        return super().writing() | {name: self.cleaned_data[name] for name in names}


class PollForm(OpeningForm):
    options = LinesField(
        label=_("The answers, one per line"),
        help_text=_("From two to ten."),
        error_messages={"required": _("Write at least two, each on its own line.")},
    )
    method = forms.ChoiceField(
        label=_("How one answers"),
        choices=Poll.Method.choices,
        widget=forms.RadioSelect,
        initial=Poll.Method.SINGLE,
    )
    anonymous = forms.BooleanField(
        label=_("Nobody can know who answered what, not even you"),
        required=False,
        help_text=_(
            "A vote can then not be changed, and results are shown at the end, once five people have "
            "answered. Otherwise names are shown with the answers."
        ),
    )
    results = forms.ChoiceField(
        label=_("Results are shown"),
        choices=Poll.Results.choices,
        widget=forms.RadioSelect,
        initial=Poll.Results.AFTER,
    )
    field_order = ["question", "text", "options", "method", "anonymous", "results", "last_day"]

    def __init__(self, *args, within: bool = False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label, self.fields["text"].required = _t("A few words about it"), False
        if within:
            del self.fields["text"]

    def clean_text(self) -> str:
        return super().clean_text() if self.cleaned_data["text"].strip() else ""

    def clean_options(self) -> list[str]:
        if len(self.cleaned_data["options"]) > MOST_OPTIONS:
            raise ValidationError(_t("Ten answers at most."))
        return self.cleaned_data["options"]

    def writing(self) -> dict:
        self.cleaned_data.setdefault("text", "")
        names = ("options", "method", "anonymous", "results")
        return super().writing() | {name: self.cleaned_data[name] for name in names}


def position_field(positions: Sequence[Position], **options) -> forms.ChoiceField:
    return forms.ChoiceField(choices=[(str(one.pk), one.name) for one in positions], **options)


class ArgumentForm(WritingForm):
    files = FilesField(label=_("Join files"), required=False)

    def __init__(self, *args, positions: Sequence[Position], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["position"] = position_field(
            positions,
            label=_t("For which position?"),
            widget=forms.RadioSelect,
            error_messages={"required": _t("Choose a position.")},
        )
        self.fields["text"].label = _t("Your argument")
        self.order_fields(["position", "text", "files"])

    def writing(self) -> dict:
        token = self.cleaned_data["form_token"] or None
        return super().writing() | {"files": self.cleaned_data["files"], "form_token": token}


class WhyForm(forms.Form):
    why = forms.CharField(
        label=_("What changed your mind? A few words, if you like."),
        required=False,
        max_length=WHY_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class OutcomeForm(WritingForm):
    def __init__(self, *args, positions: Sequence[Position], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _t("What the debate came to")
        self.fields["kept"] = forms.MultipleChoiceField(
            label=_t("Positions that are kept, if any"),
            choices=[(str(one.number), one.label) for one in positions if not one.undecided],
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        self.order_fields(["text", "kept"])

    def writing(self) -> dict:
        kept = [int(number) for number in self.cleaned_data["kept"]]
        return super().writing() | {"kept": kept, "form_token": self.cleaned_data["form_token"] or None}
