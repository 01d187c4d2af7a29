from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.forms.models import BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tisserand.communities import addresses
from tisserand.communities.models import Organisation
from tisserand.people.models import Person

from . import example
from .models import Cohort, Programme, Step

MOST_STEPS = 60
MOST_PEOPLE = 3000


class FoundForm(forms.Form):
    """Three questions; and who is asking, for the first administrator of an empty site.

    With `example`, invented people come in too.
    """

    given_name = forms.CharField(label=_("Your first name"), max_length=80)
    family_name = forms.CharField(label=_("Your last name"), max_length=80)
    email = forms.EmailField(
        label=_("Your e-mail address"), help_text=_("You will sign in with it."), max_length=254
    )
    name = forms.CharField(label=_("What is your community called?"), max_length=120)
    promise = forms.CharField(label=_("What people will find there"), max_length=200, required=False)
    people = forms.CharField(
        label=_("Who is in it?"),
        help_text=_(
            "One person per line: an address, or “Amina Keita <amina@example.com>”. You can do it later."
        ),
        widget=forms.Textarea(attrs={"rows": 7, "spellcheck": "false"}),
        required=False,
        max_length=2_000_000,
    )
    file = forms.FileField(
        label=_("A text file with this list"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".txt,.csv,text/plain,text/csv"}),
    )
    starts_on = forms.DateField(
        label=_("When does it start?"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.order_by("name"), label=_("In which organisation?")
    )

    def __init__(self, *args, by: Person, **options):
        super().__init__(*args, **options)
        self.asks_who = by.email is None
        if not self.asks_who:
            for name in ("given_name", "family_name", "email"):
                del self.fields[name]
        known = self.fields["organisation"].queryset
        if len(known) < 2:
            self.only_organisation = known.first()
            del self.fields["organisation"]

    def clean_email(self) -> str:
        if Person.objects.with_email(self.cleaned_data["email"]):
            raise ValidationError(gettext("This address belongs to somebody here already."))
        return self.cleaned_data["email"]

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file and file.size > 2_000_000:
            raise ValidationError(gettext("This file is too large for a list of addresses."))
        text = addresses.decoded(file.read()) if file else ""
        if "\x00" in text or text.startswith("PK"):
            raise ValidationError(
                gettext("This is not a text file. A spreadsheet is loaded on the next page.")
            )
        return text

    def clean(self):
        cleaned = super().clean() or {}
        taken = example.PEOPLE if "example" in self.data else ""
        read = addresses.read(f"{cleaned.get('people') or ''}\n{cleaned.get('file') or ''}\n{taken}")
        for problem in read.problems[:10]:
            self.add_error("people", str(problem))
        if (more := len(read.problems) - 10) > 0:
            words = ngettext("And %(count)s more line.", "And %(count)s more lines.", more)
            self.add_error("people", words % {"count": more})
        if len(read.found) > MOST_PEOPLE:
            words = gettext("This list holds %(count)s people; %(limit)s can come in this way.")
            problem = words % {"count": len(read.found), "limit": MOST_PEOPLE}
            self.add_error("people", f"{problem} {gettext('For more, load a spreadsheet.')}")
        cleaned["addresses"] = read.found
        cleaned.setdefault("organisation", getattr(self, "only_organisation", None))
        return cleaned


class ProgrammeForm(forms.ModelForm):
    class Meta:
        model = Programme
        fields = ["name", "kind", "summary"]
        labels = {
            "name": _("Name of the programme"),
            "kind": _("How it is held"),
            "summary": _("In one sentence"),
        }
        widgets = {"kind": forms.RadioSelect}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = Programme.objects.filter(community=self.instance.community, name=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("This community has a programme by this name already."))
        return name


class StepForm(forms.ModelForm):
    link = forms.URLField(
        label=_("Link"), required=False, assume_scheme="https", validators=[URLValidator(["http", "https"])]
    )

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=6000, initial=15)
    due_day = forms.IntegerField(label=_("Due on day"), min_value=0, max_value=3650)

    class Meta:
        model = Step
        fields = ["title", "minutes", "due_day", "link"]


class BaseStepFormSet(BaseInlineFormSet):
    deletion_widget = forms.CheckboxInput

    def add_fields(self, form, index):
        super().add_fields(form, index)
        form.fields["ORDER"].label = pgettext_lazy("of a step", "Place")
        form.fields["ORDER"].widget.attrs["min"] = 1
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")

    def in_order(self) -> list[Step]:
        """The steps to keep, by the place that was written; who was moved passes who was not."""
        kept = [form for form in self.forms if form.has_changed() or form.instance.pk]
        kept = [form for form in kept if form not in self.deleted_forms]
        return [form.instance for form in sorted(kept, key=self._place)]

    def _place(self, form) -> tuple[float, int]:
        wanted, before = form.cleaned_data.get("ORDER"), form.initial.get("ORDER") or form.instance.position
        if wanted is None:
            return float("inf"), 0
        return wanted, 0 if not before or wanted == before else (1 if wanted > before else -1)

    def removed(self) -> list[Step]:
        return [form.instance for form in self.deleted_forms if form.instance.pk]


def steps_formset(blank: int):
    """The steps of a programme, with so many empty lines to add more."""
    return inlineformset_factory(
        Programme,
        Step,
        form=StepForm,
        formset=BaseStepFormSet,
        extra=blank,
        can_order=True,
        can_delete_extra=False,
        max_num=MOST_STEPS,
        absolute_max=MOST_STEPS + 20,
        validate_max=True,
    )


class CohortForm(forms.ModelForm):
    class Meta:
        model = Cohort
        fields = ["name", "starts_on", "ends_on"]
        labels = {"name": _("Name of the group")}
        help_texts = {"ends_on": _("After this day nobody is late any more. It may stay empty.")}
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("starts_on", "ends_on")
        }

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        others = Cohort.objects.filter(programme=self.instance.programme, name=name).exclude(
            pk=self.instance.pk
        )
        if others.exists():
            raise ValidationError(gettext("This programme has a group by this name already."))
        return name

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", gettext("The group ends before it starts."))
        return cleaned
