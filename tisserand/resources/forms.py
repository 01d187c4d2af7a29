from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.communities.rights import RIGHTS
from tisserand.conversations.forms import WritingForm
from tisserand.people.models import Person


class TextForm(WritingForm):
    """A text that quotes. Shown again with one more quotation, it keeps what was typed."""

    def __init__(self, *args, html: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].widget.attrs["rows"] = 16
        self.fields["text"].widget.attrs["data-quoting"] = "text"
        if html and not self.is_bound:
            self.fields["text"].widget.attrs["data-html"] = html

    def writing(self) -> dict:
        return super().writing() | {"form_token": self.cleaned_data["form_token"] or None}


class SynthesisForm(TextForm):
    up_to = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**9)
    tell = forms.BooleanField(
        label=_("Tell those who follow this conversation"),
        required=False,
        help_text=_("They hear of the first version by themselves; of a later one only if you say so."),
    )

    def __init__(self, *args, first: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("The synthesis")
        if first:
            del self.fields["tell"]

    def writing(self) -> dict:
        said = {"up_to": self.cleaned_data["up_to"], "tell": self.cleaned_data.get("tell", False)}
        return super().writing() | said


class SheetForm(TextForm):
    title = forms.CharField(
        label=_("In one line"),
        max_length=200,
        help_text=_("As somebody who needs it would ask or look for it."),
        error_messages={"required": _("Give it a title, even a short one.")},
    )
    owner = forms.ModelChoiceField(
        label=_("Who keeps it true"), queryset=Person.objects.none(), empty_label=None
    )
    review_on = forms.DateField(
        label=_("To be read again on"),
        help_text=_("On that day its owner is asked whether it is still right."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order = ["title", "text", "owner", "review_on"]

    def __init__(self, *args, community: Community, today: date, owner: Person | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["text"].label = _("The sheet")
        here = {"memberships__community": community, "memberships__left_at": None}
        keepers = Person.objects.filter(memberships__role__in=RIGHTS["keep sheets"], **here)
        self.fields["owner"].queryset = keepers.order_by("given_name", "family_name", "pk")
        self.fields["owner"].label_from_instance = lambda person: person.name

    def clean_review_on(self) -> date:
        if self.cleaned_data["review_on"] <= self.today:
            raise ValidationError(_t("Choose a day to come."))
        return self.cleaned_data["review_on"]

    def writing(self) -> dict:
        said = {name: self.cleaned_data[name] for name in ("title", "owner", "review_on")}
        return super().writing() | said
