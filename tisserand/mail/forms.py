from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyByMailForm(forms.Form):
    text = forms.CharField(
        label=_("What its reader answers"),
        help_text=_("A word alone may do: “solved”, “done”, “stuck, call me”, “fewer mails”, “stop”."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
