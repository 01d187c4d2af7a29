import itertools

from django import forms
from django.utils.translation import gettext_lazy as _

from tisserand.programmes.models import Cohort, Step

from .activity.columns import NEEDED as NEEDED_PARTS
from .activity.columns import Part, guess
from .activity.naming import Thing
from .people.headings import Field, Table
from .people.steps import NEEDED
from .problems import shorten


def posted(request) -> tuple:
    """What a form is bound to: nothing when the page is only looked at."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


class CohortField(forms.ModelChoiceField):
    def label_from_instance(self, cohort):
        return f"{cohort.programme} · {cohort}"


class PeopleFileForm(forms.Form):
    """A spreadsheet, or a list pasted as it is."""

    file = forms.FileField(
        label=_("Your spreadsheet"),
        required=False,
        help_text=_("Excel, LibreOffice or CSV, as you have it: no need to tidy it first."),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt,.tsv"}),
    )
    text = forms.CharField(
        label=_("Or paste your list here"),
        required=False,
        max_length=200_000,
        help_text=_("One person per line: a name, an address, or both."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self):
        data = super().clean()
        if not data.get("file") and not (data.get("text") or "").strip() and not self.errors:
            raise forms.ValidationError(_("Choose a file, or paste a list."))
        return data


class FileForm(forms.Form):
    file = forms.FileField(label=_("Your file"), widget=forms.FileInput)


class ColumnsForm(forms.Form):
    """What each column says, and the cohort to enrol people in."""

    def __init__(self, *args, table: Table, columns: dict[int, Field], cohorts, **kwargs):
        super().__init__(*args, **kwargs)
        self.table = table
        choices = [("", _("left out")), *((field.value, field.label) for field in Field)]
        for column in range(table.width):
            self.fields[f"column-{column}"] = forms.ChoiceField(
                label=table.heading(column),
                choices=choices,
                required=False,
                initial=columns[column].value if column in columns else "",
            )
        self.fields["cohort"] = CohortField(
            label=_("Enrol them in a group"),
            queryset=cohorts,
            required=False,
            empty_label=_("no, only in the community"),
        )

    @property
    def columns(self) -> dict[int, Field]:
        """Column → what was chosen for it; after validation."""
        chosen = ((column, self.cleaned_data.get(f"column-{column}")) for column in range(self.table.width))
        return {column: Field(value) for column, value in chosen if value}

    @property
    def rows(self):
        """For the page: (heading, samples, bound field) of each column that says something."""
        for column in range(self.table.width):
            samples = self.table.samples(column)
            if samples:
                yield self.table.heading(column), samples, self[f"column-{column}"]

    def clean(self):
        data = super().clean()
        chosen = list(self.columns.values())
        for field in Field:
            if field is not Field.PHONE and chosen.count(field) > 1:
                raise forms.ValidationError(
                    _("Two columns cannot both be “%(field)s”."), params={"field": field.label}
                )
        if not NEEDED & set(chosen):
            raise forms.ValidationError(
                _("Say which column tells who people are: a name, an e-mail or a phone.")
            )
        return data


class ActivityColumnsForm(forms.Form):
    """For each thing a line can say, the column that says it."""

    def __init__(self, *args, columns: list[str], rows: list, **kwargs):
        super().__init__(*args, **kwargs)
        guessed, names = (
            guess(columns),
            [(str(at), self._name(at, columns, rows)) for at in range(len(columns))],
        )
        for part in Part:
            needed = part in NEEDED_PARTS
            self.fields[part.value] = forms.ChoiceField(
                label=part.label,
                required=needed,
                choices=[("", _("choose") if needed else _("no column says it")), *names],
                initial=str(guessed[part]) if part in guessed else "",
            )
        self.fields["create_people"] = forms.BooleanField(
            label=_("Bring in people nobody knows here yet"),
            required=False,
            help_text=_("They become members of the community. No mail is sent to them."),
        )

    @staticmethod
    def _name(at: int, columns: list[str], rows: list) -> str:
        samples = [str(cells[at]) for _line, cells in rows if at < len(cells) and cells[at] not in (None, "")]
        return f"{columns[at]} ({shorten(samples[0], 40)})" if samples else columns[at]

    @property
    def choices(self) -> dict:
        """What the load keeps; after validation."""
        columns = {part.value: int(self.cleaned_data[part]) for part in Part if self.cleaned_data.get(part)}
        return {"columns": columns, "create_people": self.cleaned_data["create_people"]}


class NamingForm(forms.Form):
    """For each thing the LMS says is done, the step that it is, if any."""

    def __init__(self, *args, things: list[Thing], steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.things, self.steps = things, {str(step.pk): step for step in steps}
        of_programmes = [
            (str(programme), [(str(step.pk), step.title) for step in some])
            for programme, some in itertools.groupby(steps, key=lambda step: step.programme)
        ]
        for number, thing in enumerate(things):
            self.fields[f"thing-{number}"] = forms.ChoiceField(
                label=thing.name or thing.key,
                required=False,
                choices=[("", _("no step of ours")), *of_programmes],
            )

    @property
    def rows(self):
        return [(thing, self[f"thing-{number}"]) for number, thing in enumerate(self.things)]

    @property
    def chosen(self) -> list[tuple[Step, str]]:
        """(step, what it is called in the LMS); after validation."""
        said = ((self.cleaned_data.get(f"thing-{n}"), thing.key) for n, thing in enumerate(self.things))
        return [(self.steps[pk], key) for pk, key in said if pk]

    def clean(self):
        data = super().clean()
        steps = [step.pk for step, _key in self.chosen]
        if len(steps) != len(set(steps)):
            raise forms.ValidationError(_("Two things cannot be the same step."))
        return data


def cohorts_of(community):
    cohorts = Cohort.objects.filter(programme__community=community)
    return cohorts.select_related("programme").order_by("-starts_on", "name")
