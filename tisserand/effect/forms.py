from django import forms
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.programmes.models import Cohort

from .models import Trial


class DrawForm(forms.ModelForm):
    """What is going to be done, to whom, and what is hoped for: said before, and not changed afterwards."""

    cohort = forms.ModelChoiceField(
        Cohort.objects.none(), label=_("To whom?"), required=False, empty_label=_("All the learners")
    )

    class Meta:
        model = Trial
        fields = ["what", "outcome", "kind", "share"]
        help_texts = {
            "what": _("In your own words: a letter about the second step, an invitation to the session…"),
            "outcome": _("Chosen now, so that nobody picks afterwards what looks best."),
            "share": _("From 10 to 50."),
        }
        widgets = {"outcome": forms.RadioSelect, "kind": forms.RadioSelect}

    field_order = ["what", "cohort", "outcome", "kind", "share"]

    def __init__(self, *args, community: Community, **options):
        super().__init__(*args, **options)
        self.fields["cohort"].queryset = Cohort.objects.of(community).running(community.today())
        self.fields["share"].min_value, self.fields["share"].max_value = 10, 50
        self.fields["outcome"].choices = Trial.Outcome.choices

    def clean_share(self) -> int:
        share = self.cleaned_data["share"]
        if not 10 <= share <= 50:
            raise forms.ValidationError(_("From 10 to 50."))
        return share
