from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .removing import Place


class RemoveExampleForm(forms.Form):
    """Which communities go although somebody real is there; and the number of people, typed to sign."""

    also = forms.TypedMultipleChoiceField(
        label=_("Communities that go too, with all that real people wrote there"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    count = forms.IntegerField(
        label=_("To confirm, write how many invented people go"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args, places: list[Place], people: int, **options):
        super().__init__(*args, **options)
        self.people = people
        choices = [(place.community.pk, place.community.name) for place in places if not place.whole]
        self.fields["also"].choices = choices
        if not choices:
            del self.fields["also"]

    def clean_count(self) -> int:
        if self.cleaned_data["count"] != self.people:
            raise ValidationError(
                gettext("It is not this number: nothing has gone. Read again what will go.")
            )
        return self.people
