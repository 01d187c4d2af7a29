from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tisserand.conversations.forms import WritingForm
from tisserand.conversations.models import Report

from .acts.calls import Agreement
from .listing import Period
from .models import Accommodation, NextStep, Outreach

FARTHEST = timedelta(days=366)  # what is agreed for later is a wish


class PostForm(WritingForm):
    """A reply or a relaunch: what one types, in the visual editor or without it."""

    form_token = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Your reply")
        self.fields["text"].widget.attrs |= {"rows": 6, "data-focus": ""}


class LetterForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = forms.CharField(
        label=_("Your letter"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12, "data-focus": ""}),
    )


class GreetingForm(LetterForm):
    text = forms.CharField(
        label=_("Your greeting"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 9, "data-focus": ""}),
    )


class TalkForm(forms.Form):
    """What is noted of a talk: how it went, a line, and what was agreed in it, if anything."""

    agreed = forms.CharField(
        label=_("What you agreed, if anything"),
        required=False,
        max_length=NextStep.LONGEST,
        help_text=_("One small thing, in their words: “open step 2 on Monday morning”."),
    )
    agreed_on = forms.DateField(
        label=_("For which day?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    agreed_by_mail = forms.BooleanField(label=_("They want it by mail"), required=False)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        said = super().clean()
        words, on = said.get("agreed"), said.get("agreed_on")
        if words and not on and "agreed_on" not in self.errors:
            self.add_error("agreed_on", _("For which day?"))
        elif on and not words:
            self.add_error("agreed", _("What was agreed for that day?"))
        elif on and not self.today <= on <= self.today + FARTHEST:
            self.add_error("agreed_on", _("Choose a day to come, within the year."))
        return said

    @property
    def said(self) -> dict:
        """What the acts take."""
        told, words = self.cleaned_data, self.cleaned_data["agreed"]
        agreed = Agreement(words, told["agreed_on"], told["agreed_by_mail"]) if words else None
        return {"note": told["note"], "outcome": told["outcome"], "agreed": agreed}


class CallForm(TalkForm):
    OUTCOMES = [
        (Outreach.Outcome.REACHED, _("We spoke")),
        (Outreach.Outcome.MESSAGE, _("I left a message")),
        (Outreach.Outcome.NO_ANSWER, _("No answer")),
    ]
    note = forms.CharField(
        label=_("Note"),
        required=False,
        max_length=4_000,
        help_text=_("Facts only: this person may read it. Hierarchy and human resources may not."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    outcome = forms.ChoiceField(choices=OUTCOMES, widget=forms.HiddenInput)
    field_order = ["note"]

    def clean(self):
        said = super().clean()
        if said.get("agreed") and said.get("outcome") not in (None, Outreach.Outcome.REACHED):
            self.add_error("agreed", _("Nobody answered: there is nobody to have agreed it with."))
        return said


class HelpForm(TalkForm):
    OUTCOMES = [
        (Outreach.Outcome.BY_PHONE, _("By phone")),
        (Outreach.Outcome.IN_ROOM, pgettext_lazy("help given", "In the room")),
        (Outreach.Outcome.FOR_THEM, _("Did it for them")),
    ]
    note = forms.CharField(
        label=_("Help given, in a line"),
        max_length=300,
        help_text=_("Facts only: this person may read it. Hierarchy and human resources may not."),
    )
    outcome = forms.ChoiceField(choices=OUTCOMES, widget=forms.HiddenInput)
    field_order = ["note"]


class AskPeerForm(forms.Form):
    """Which colleague, and the text they may adapt. The choices are those who may be asked."""

    peer = forms.ChoiceField(label=_("Which colleague?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("A text that they may adapt"),
        max_length=4_000,
        help_text=_("They read this text, and nothing else of this person: leave out what only you know."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["peer"].choices = [
            (str(one.membership.pk), f"{one.person.name} · {one.reason}") for one in candidates
        ]
        if candidates:
            self.initial.setdefault("peer", str(candidates[0].membership.pk))


class MoveStepForm(forms.Form):
    on = forms.DateField(
        label=pgettext_lazy("an agreed step", "To another day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_on(self):
        if not self.today <= self.cleaned_data["on"] <= self.today + FARTHEST:
            raise ValidationError(_("Choose a day to come, within the year."))
        return self.cleaned_data["on"]


class DropStepForm(forms.Form):
    why = forms.CharField(label=_("In a word, why"), max_length=NextStep.LONGEST)


# What these are is in their words.
WORDLESS = (str(Accommodation.Kind.HOURS), str(Accommodation.Kind.OTHER))


class AccommodationForm(forms.ModelForm):
    class Meta:
        model = Accommodation
        fields = ["kind", "words", "starts_on", "ends_on"]
        help_texts = {
            "words": _("What helps, never why: this person may read it, and no diagnosis belongs here."),
            "ends_on": _("The last day it holds. Empty: until one of you ends it."),
        }
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("starts_on", "ends_on")
        }

    def clean(self):
        said = super().clean()
        starts_on, ends_on = said.get("starts_on"), said.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("It ends before it begins."))
        if said.get("kind") == Accommodation.Kind.LEAVE and not ends_on and "ends_on" not in self.errors:
            self.add_error("ends_on", _("Until when are they away?"))
        if str(said.get("kind")) in WORDLESS and not said.get("words"):
            self.add_error("words", _("Say it in a few words: it helps whoever runs this with you."))
        return said


class PostponeForm(forms.Form):
    until = forms.DateField(
        label=_("Come back on"),
        widget=forms.DateInput(attrs={"type": "date", "data-focus": ""}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self):
        if self.cleaned_data["until"] <= self.today:
            raise ValidationError(_("Choose a day to come."))
        return self.cleaned_data["until"]


class SetAsideForm(forms.Form):
    REASONS = [
        ("known", _("I know why: it is in order")),
        ("away", _("Away: holidays, leave, training")),
        ("elsewhere", _("Dealt with elsewhere, face to face or by phone")),
        ("left", _("No longer concerned")),
        ("other", _("Another reason")),
    ]
    choice = forms.ChoiceField(label=_("Why?"), choices=REASONS, widget=forms.RadioSelect)
    words = forms.CharField(label=_("In your words"), required=False, max_length=200)

    def clean(self):
        if self.cleaned_data.get("choice") == "other" and not self.cleaned_data.get("words", "").strip():
            self.add_error("words", _("Say it in a few words: it helps whoever runs this with you."))

    @property
    def reason(self) -> str:
        label, words = (
            str(dict(self.REASONS)[self.cleaned_data["choice"]]),
            self.cleaned_data["words"].strip(),
        )
        return words if self.cleaned_data["choice"] == "other" else ": ".join(filter(None, [label, words]))


class SettleForm(forms.Form):
    CHOICES = [(Report.Decision.KEPT, _("Keep it")), (Report.Decision.REMOVED, _("Remove it"))]
    decision = forms.ChoiceField(label=_("This message"), choices=CHOICES, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why?"),
        max_length=400,
        help_text=_("Its author and those who reported it will read your reason."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PeriodForm(forms.Form):
    """Unbound, it stands for its first values: three months until today."""

    MOST = timedelta(days=3 * 366)
    YEARS = range(2000, 2101)  # beyond, some moments are none in every zone
    since = forms.DateField(
        label=pgettext_lazy("a period", "From"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=pgettext_lazy("a period", "To"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    initials = forms.BooleanField(label=_("Initials instead of names"), required=False)

    def __init__(self, data, *, community, today):
        first = {"since": f"{today - timedelta(days=90):%Y-%m-%d}", "until": f"{today:%Y-%m-%d}"}
        super().__init__(data or first)
        self.community = community

    def clean(self):
        said = super().clean()
        since, until = said.get("since"), said.get("until")
        far = any(day and day.year not in self.YEARS for day in (since, until))
        if far or (since and until and not since <= until <= since + self.MOST):
            self.add_error("until", _("Choose a period that begins before it ends, of three years at most."))
        return said

    @property
    def period(self) -> Period:
        return Period(self.community, self.cleaned_data["since"], self.cleaned_data["until"])

    @property
    def shows_initials(self) -> bool:
        return self.is_valid() and self.cleaned_data["initials"]

    @property
    def query(self) -> str:
        """The same question, for an address."""
        if not self.is_valid():
            return ""
        asked = {"since": self.period.first, "until": self.period.last}
        return urlencode(asked | ({"initials": "on"} if self.shows_initials else {}))
