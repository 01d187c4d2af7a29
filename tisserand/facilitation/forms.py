from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tisserand.effect.models import Trial
from tisserand.programmes.models import Cohort

from . import audiences, meanings, merging, questions
from .models import Intention, Plan, PlanItem, Planned, Written

DAY_INPUT = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
FARTHEST = timedelta(days=3 * 366)


class PlanForm(forms.ModelForm):
    class Meta:
        model = Plan
        fields = ["name", "summary"]

    def validate_unique(self) -> None:
        taken = Plan.objects.filter(community=self.instance.community, name=self.cleaned_data.get("name"))
        if taken.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _t("Another plan has this name."))


class PlanFileForm(forms.Form):
    file = forms.FileField(label=_("The file of a plan"))


class ButtonsField(forms.CharField):
    """Buttons under a mail, one per line: « Oui = done ». Gives what `meanings.clean` gives."""

    def __init__(self, **options):
        super().__init__(max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 4}), **options)

    def prepare_value(self, value):
        if isinstance(value, list):
            return "\n".join(f"{one['label']} = {one['means']}" for one in value)
        return value

    def clean(self, value):
        lines = [line.rpartition("=") for line in super().clean(value).splitlines() if line.strip()]
        said = [
            {"label": label.strip() or means.strip(), "means": means.strip() if label else meanings.DEFAULT}
            for label, _equal, means in lines
        ]
        try:
            return meanings.clean(said)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class QuestionsField(forms.CharField):
    """Questions of a mail, as lines. Gives what `questions.clean` gives."""

    def __init__(self, **options):
        super().__init__(
            max_length=8_000, required=False, widget=forms.Textarea(attrs={"rows": 8}), **options
        )

    def prepare_value(self, value):
        return questions.typed(value) if isinstance(value, list) else value

    def clean(self, value):
        try:
            return questions.read(super().clean(value))
        except ValueError as error:
            raise ValidationError(str(error)) from None


class WrittenForm(forms.ModelForm):
    """What an item says, in a plan and on the calendar."""

    answers = ButtonsField(label=_("Buttons under the mail, one per line"))
    questions = QuestionsField(
        label=_("Or several questions"),
        help_text=_(
            "Five at most, one per line. Below a question, “- ” before each choice; none, and one answers "
            "in words. “> ” below a choice: what is said at once to whoever makes it."
        ),
    )

    class Meta:
        model = Written
        fields = ["kind", "title", "text", "answers", "questions", "asks_intention", "purpose", "to"]
        fields += ["audience", "session_kind", "minutes"]
        widgets = {"text": forms.Textarea(attrs={"rows": 8}), "at": forms.TimeInput(attrs={"type": "time"})}
        help_texts = {
            "text": _("Places between braces, such as {first_name}, are filled for each person."),
            "title": _("For a mail, its subject."),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["audience"] = forms.ChoiceField(
            label=_("among them"), choices=audiences.choices, initial="everyone"
        )
        known = ", ".join(meanings.MEANINGS)
        said = _t("For instance: Yes = done. What a button may mean: %(known)s.") % {"known": known}
        self.fields["answers"].help_text = said

    def _filled(self, name: str) -> str:
        self._hold_known(self.cleaned_data[name])
        return self.cleaned_data[name]

    def _hold_known(self, text: str) -> None:
        if lost := merging.unknown(text):
            known = ", ".join("{" + place + "}" for place in merging.PLACES)
            raise ValidationError(
                _t("Nothing fills “%(place)s”. What can be filled: %(known)s.")
                % {"place": "{" + lost[0] + "}", "known": known}
            )

    def clean_title(self) -> str:
        return self._filled("title")

    def clean_text(self) -> str:
        return self._filled("text")

    def clean_questions(self) -> list[dict]:
        asked = self.cleaned_data["questions"]
        self._hold_known(questions.words_of(asked))
        if asked and self.cleaned_data.get("answers"):
            raise ValidationError(_t("Buttons or questions, not both."))
        return asked


class PlanItemForm(WrittenForm):
    class Meta(WrittenForm.Meta):
        model = PlanItem
        fields = [*WrittenForm.Meta.fields, "anchor", "room_day", "days", "at"]


class PlannedForm(WrittenForm):
    """Something on the calendar: what it says, and on which day, if a person chooses it."""

    class Meta(WrittenForm.Meta):
        model = Planned
        fields = [*WrittenForm.Meta.fields, "cohort", "moved_to", "at"]
        widgets = WrittenForm.Meta.widgets | {"moved_to": DAY_INPUT}

    def __init__(self, *args, community, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = Cohort.objects.of(community).select_related("programme")
        self.fields["cohort"].label = _("group")
        self.fields["moved_to"].required = self.instance.plan_id is None

    def clean_questions(self) -> list[dict]:
        """What some were asked already is not asked otherwise of the others: their answers are counted."""
        asked = super().clean_questions()
        left = self.instance.pk and self.instance.sendings.exclude(approved_at=None).exists()
        if left and asked != Planned.objects.values_list("questions", flat=True).get(pk=self.instance.pk):
            raise ValidationError(_t("Some were asked already: the questions stay as they are."))
        return asked

    def clean(self):
        said = super().clean()
        if said.get("kind", "") in list(Written.MAILED) and not said.get("cohort"):
            self.add_error("cohort", _t("Mails go to the people of a group: choose one."))
        return said


class ApplyForm(forms.Form):
    """To which group, with which days in the room."""

    cohort = forms.ModelChoiceField(queryset=Cohort.objects.none(), label=_("For which group"))

    def __init__(self, *args, cohorts, rooms: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["cohort"].queryset = cohorts
        self.rooms = rooms
        for number in range(1, rooms + 1):
            label = _t("Day %(number)s in the room") % {"number": number}
            self.fields[f"room_{number}"] = forms.DateField(label=label, widget=DAY_INPUT)

    @property
    def room_days(self) -> list[date]:
        return [self.cleaned_data[f"room_{number}"] for number in range(1, self.rooms + 1)]

    def clean(self):
        said = super().clean()
        days = [said.get(f"room_{number}") for number in range(1, self.rooms + 1)]
        known = [day for day in days if day]
        if len(known) == self.rooms and sorted(set(known)) != known:
            raise ValidationError(_t("The days in the room follow one another."))
        return said


class MoveForm(forms.Form):
    to = forms.DateField(label=_("To which day"), widget=DAY_INPUT)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_to(self) -> date:
        day = self.cleaned_data["to"]
        if not self.today <= day <= self.today + FARTHEST:
            raise ValidationError(_t("Choose a day that is still to come."))
        return day


class CallOffForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=300, required=False)


class DraftForm(forms.Form):
    subject = forms.CharField(label=_("Subject"), max_length=150)
    text = forms.CharField(label=_("Text"), max_length=5_000, widget=forms.Textarea(attrs={"rows": 12}))

    def clean_text(self) -> str:
        text = self.cleaned_data["text"].replace("\r\n", "\n")
        if left := merging.PLACE.findall(text + self.cleaned_data.get("subject", "")):
            place = "{" + left[0] + "}"
            raise ValidationError(_t("“%(place)s” is still to be filled.") % {"place": place})
        return text


class PublishForm(DraftForm):
    as_news = forms.BooleanField(
        label=_("Tell it to everybody as news"),
        required=False,
        help_text=_("By mail too, whatever people follow; you see how many have read it."),
    )


class ManagerForm(forms.Form):
    given = forms.CharField(label=_("First name"), max_length=80)
    family = forms.CharField(label=_("Last name"), max_length=80, required=False)
    email = forms.EmailField(label=_("E-mail"))


class IntentionForm(forms.Form):
    words = forms.CharField(
        label=_("When…, I will…"),
        max_length=Intention.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class LotsForm(forms.ModelForm):
    """What is hoped for, who waits and for how long: said before, and not changed afterwards."""

    share = forms.IntegerField(
        label=_("Of a hundred people, how many wait?"), min_value=10, max_value=50, initial=50
    )

    class Meta:
        model = Trial
        fields = ["outcome", "kind", "share"]
        widgets = {"outcome": forms.RadioSelect, "kind": forms.RadioSelect}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["outcome"].choices = Trial.Outcome.choices
