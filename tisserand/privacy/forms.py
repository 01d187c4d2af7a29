from django import forms
from django.utils.translation import gettext_lazy as _


class PeriodForm(forms.Form):
    """So many months, within the bounds of the holding."""

    months = forms.IntegerField(label=_("Keep it so many months"))

    def __init__(self, holding, *args, **options):
        super().__init__(*args, **options)
        period, field = holding.period, self.fields["months"]
        field.min_value, field.max_value = period.at_least, period.at_most
        field.help_text = _("From %(least)s to %(most)s.") % {
            "least": period.at_least,
            "most": period.at_most,
        }

    def clean_months(self):
        months, field = self.cleaned_data["months"], self.fields["months"]
        if not field.min_value <= months <= field.max_value:
            raise forms.ValidationError(field.help_text)
        return months


class SureForm(forms.Form):
    """Nobody does this by a slip of the finger."""

    sure = forms.BooleanField(
        label=_("I have read this, and I am sure."),
        error_messages={"required": _("Tick the box if you are sure.")},
    )
