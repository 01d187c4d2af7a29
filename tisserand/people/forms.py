from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from . import phones, zones
from .models import Person, tidy_email


class EmailField(forms.EmailField):
    """An address in its one spelling, with what a phone's keyboard and a password manager need to know."""

    def __init__(self, **options):
        hints = {"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"}
        options.setdefault("widget", forms.EmailInput(attrs=hints))
        super().__init__(label=_("Your e-mail address"), max_length=254, **options)

    def clean(self, value):
        return tidy_email(super().clean(value))


class SignInForm(forms.Form):
    """An address to which a link is sent."""

    email = EmailField()
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class PasswordSignInForm(forms.Form):
    """For those who chose to have a password."""

    email = EmailField()
    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    next = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


class WorkingDaysField(forms.MultipleChoiceField):
    """ISO weekdays, kept as one string: « 12345 »."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options):
        super().__init__(choices=[(str(day + 1), name) for day, name in WEEKDAYS.items()], **options)

    def prepare_value(self, value):
        return list(value) if isinstance(value, str) else value

    def clean(self, value):
        return "".join(sorted(set(super().clean(value))))

    def has_changed(self, initial, data):
        return super().has_changed(list(initial or ""), data)


class PreferencesForm(forms.ModelForm):
    """What a person says of themselves. The address is not here: it is how they sign in."""

    works_on = WorkingDaysField(label=_("Working days"))
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        help_text=_("In any shape. Only the people who run your communities see it."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    class Meta:
        model = Person
        fields = [
            "given_name",
            "family_name",
            "language",
            "phone",
            "reached_by",
            "mail_cadence",
            "time_zone",
            "works_on",
            "works_from",
            "works_until",
            "answers_wait",
        ]
        labels = {
            "given_name": _("First name"),
            "family_name": _("Last name"),
            "reached_by": _("How is it best to reach you?"),
            "mail_cadence": _("How often should we write to you?"),
            "language": _("Language"),
            "time_zone": _("Time zone"),
            "works_from": _("You start at"),
            "works_until": _("You finish at"),
            "answers_wait": _("Let answers to me wait for these hours too"),
        }
        help_texts = {
            "mail_cadence": _("The first answer to a question of yours never waits for the others."),
            "works_from": _("So that people know when they may reach you."),
            "answers_wait": _(
                "News and encouragement wait for them, also over public holidays. Answers come at once, "
                "unless you tick this. Sign-in links never wait."
            ),
        }
        widgets = {
            "given_name": forms.TextInput(attrs={"autocomplete": "given-name"}),
            "family_name": forms.TextInput(attrs={"autocomplete": "family-name"}),
            "reached_by": forms.RadioSelect,
            "mail_cadence": forms.RadioSelect,
            "works_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "works_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    # How the page shows them. Only the first name has to be filled in: the others have a choice made.
    GROUPS = (
        (_("Who I am"), ["given_name", "family_name", "language"]),
        (_("How to reach me"), ["phone", "reached_by", "mail_cadence"]),
        (_("When I work"), ["time_zone", "works_on", "works_from", "works_until", "answers_wait"]),
    )

    def groups(self):
        """Pairs of a heading and its fields."""
        return [(heading, [self[name] for name in names]) for heading, names in self.GROUPS]

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["given_name"].required = True
        self.fields["time_zone"].widget = forms.Select(choices=zones.choices())
        if not self.is_bound:
            self.initial["phone"] = phones.shown(self.instance.phone)

    def clean_given_name(self) -> str:
        return " ".join(self.cleaned_data["given_name"].split())

    def clean_family_name(self) -> str:
        return " ".join(self.cleaned_data["family_name"].split())

    def clean_phone(self) -> str:
        try:
            return phones.parse(self.cleaned_data["phone"], settings.COUNTRY)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None

    def clean_time_zone(self) -> str:
        zone = self.cleaned_data["time_zone"]
        if zone not in zones.known():
            raise ValidationError(_("There is no such time zone."))
        return zone

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("works_from"), cleaned.get("works_until")
        if start and end and start >= end:
            self.add_error("works_until", _("The day ends before it starts."))
        return cleaned


class AddressForm(forms.Form):
    """The address that `person` would have instead of theirs."""

    new = EmailField()

    def __init__(self, *args, person: Person, **options):
        super().__init__(*args, **options)
        self.person = person
        self.fields["new"].label = _("My new address")
        self.fields["new"].widget.attrs["autocomplete"] = "email"

    def clean_new(self) -> str:
        if self.cleaned_data["new"] == self.person.email:
            raise ValidationError(_("This is your address already."))
        return self.cleaned_data["new"]


class PasswordForm(forms.Form):
    """Set or change a password. `ask_current`: prove first that one knows the present one."""

    current = forms.CharField(
        label=_("Your present password"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("Your new password"),
        strip=False,
        max_length=200,
        help_text=_("Twelve characters or more. Four words that only you would put together are fine."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, person: Person, *args, ask_current: bool, **options):
        super().__init__(*args, **options)
        self.person = person
        if not ask_current:
            del self.fields["current"]

    def clean_current(self) -> str:
        if not self.person.check_password(self.cleaned_data["current"]):
            raise ValidationError(_("This is not your present password."))
        return self.cleaned_data["current"]

    def clean_new(self) -> str:
        password_validation.validate_password(self.cleaned_data["new"], self.person)
        return self.cleaned_data["new"]
