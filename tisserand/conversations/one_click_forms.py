"""What is filled in with an answer by one click."""

from django import forms
from django.utils.translation import gettext_lazy

from .rendering import SOURCE_LIMIT


class StillUnclearForm(forms.Form):
    missing = forms.CharField(
        label=gettext_lazy("What is still missing? A few words, if you like."),
        required=False,
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class WithoutNameForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What will be published"),
        max_length=SOURCE_LIMIT,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    told_lcm = forms.BooleanField(widget=forms.HiddenInput, required=False)
    looked = forms.BooleanField(
        label=gettext_lazy("Nothing in it says who I am, or I want it so"), required=False
    )
