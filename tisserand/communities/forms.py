import holidays
from babel import Locale
from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tisserand.people import phones, zones
from tisserand.people.forms import WorkingDaysField
from tisserand.people.models import Person, tidy_email

from . import inviting
from .models import Charter, Community, Membership, Organisation


class PhoneField(forms.CharField):
    """A number in any shape, dialled from `country`, kept as E.164."""

    def __init__(self, country: str = "FR", **options):
        self.country = country
        options.setdefault("widget", forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}))
        super().__init__(required=False, max_length=40, **options)

    def prepare_value(self, value):
        return phones.shown(value, self.country) if value else value

    def clean(self, value):
        try:
            return phones.parse(super().clean(value) or "", self.country)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None

    def has_changed(self, initial, data):
        try:
            return self.clean(data) != (initial or "")
        except ValidationError:
            return True


class InviteForm(forms.Form):
    """Addresses to invite, one or many at once, in one role."""

    addresses = forms.CharField(
        label=_("Whom do you invite?"),
        help_text=_("One person per line: an address, or “Amina Keita <amina@example.com>”."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        max_length=200_000,
    )
    role = forms.ChoiceField(
        label=pgettext_lazy("role", "As"),
        choices=Membership.Role.choices,
        initial=Membership.Role.LEARNER,
        widget=forms.RadioSelect,
    )

    def __init__(self, community: Community, *args, **options):
        super().__init__(*args, **options)
        self.community = community
        self.plan: inviting.Plan | None = None

    def clean_addresses(self) -> str:
        text = self.cleaned_data["addresses"]
        self.plan = inviting.plan(self.community, text)
        if len(self.plan.to_invite) > inviting.AT_ONCE:
            limit = {"limit": inviting.AT_ONCE, "count": len(self.plan.to_invite)}
            problem = gettext("This list holds %(count)s people to invite; %(limit)s can be invited at once.")
            raise ValidationError(f"{problem % limit} {gettext('For more, load a spreadsheet.')}")
        return text


class MemberForm(forms.ModelForm):
    """Somebody added by hand, with or without an address; a name is enough."""

    phone = PhoneField(label=_("Phone"))
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Leave empty when there is none.")
    )

    class Meta:
        model = Person
        fields = ["given_name", "family_name", "phone", "email", "reached_by"]
        labels = {"reached_by": _("How is it best to reach them?")}
        widgets = {"reached_by": forms.RadioSelect}

    def __init__(self, *args, community: Community, **options):
        super().__init__(*args, **options)
        self.fields["phone"].country = community.organisation.country
        self.fields["given_name"].required = True
        self.known: Person | None = None

    def clean_email(self) -> str | None:
        return tidy_email(self.cleaned_data["email"]) or None

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("reached_by") == Person.ReachedBy.PHONE and not (cleaned.get("phone") or self.errors):
            self.add_error("phone", gettext("A number is needed to call them."))
        if cleaned.get("reached_by") == Person.ReachedBy.MAIL and not (cleaned.get("email") or self.errors):
            self.add_error("reached_by", gettext("Without an address, choose phone or in person."))
        return cleaned

    def validate_unique(self):
        """Somebody known elsewhere under this address is added as they are, not refused."""
        email = self.cleaned_data.get("email")
        self.known = (
            Person.objects.exclude(pk=self.instance.pk).filter(email=email).first() if email else None
        )
        if self.known and self.instance.pk:
            self.add_error("email", gettext("This address belongs to somebody else."))


class NewMemberForm(MemberForm):
    role = forms.ChoiceField(
        label=pgettext_lazy("role", "As"),
        choices=Membership.Role.choices,
        initial=Membership.Role.LEARNER,
        widget=forms.RadioSelect,
    )


class CommunityForm(forms.ModelForm):
    promised_hours = forms.IntegerField(
        label=_("A first answer is promised within, in working hours"),
        help_text=_("The asker is told the hour, counted on the calendar below."),
        min_value=1,
        max_value=200,
    )

    links_held_for = forms.IntegerField(
        label=_("First messages of a member whose links wait for a look"),
        help_text=_("They are published at once, their outside links without a way to click. 0: none waits."),
        min_value=0,
        max_value=20,
    )

    class Meta:
        model = Community
        fields = [
            "name",
            "promise",
            "language",
            "promised_hours",
            "unnamed_questions",
            "links_held_for",
        ]
        widgets = {"unnamed_questions": forms.RadioSelect}
        labels = {
            "name": _("Name of the community"),
            "promise": _("Its promise, in one sentence"),
            "unnamed_questions": _("May one ask a question without showing one's name?"),
        }
        help_texts = {
            "promise": _("What people will find here. It is in the invitations."),
            "unnamed_questions": _(
                "A change counts for the questions asked from then on: nobody's name is shown by it."
            ),
        }

    def clean_unnamed_questions(self) -> str:
        chosen = self.cleaned_data["unnamed_questions"]
        if chosen == Community.UnnamedQuestions.LCM and not self.instance.charters.in_force().exists():
            raise ValidationError(
                gettext("Write a charter first: members must have read that you may see the name.")
            )
        return chosen


PROPOSED = _("""Here, we learn together.

Ask anything: no question is silly, and each gets an answer.
We speak of situations, never of people who are not here: no names of customers or colleagues.
We disagree with an idea, not with whoever says it.
What is said here stays here, and serves to judge nobody.
We say thank you, and we tell what worked.

Does a message hurt you? Report it: it will be read, and you will get an answer.""")


class CharterForm(forms.Form):
    """Its text; one is proposed where there is none. `again` only means something once there is one."""

    text = forms.CharField(
        label=_("The charter"),
        help_text=_("In a few short sentences. Leave it empty to have none."),
        max_length=Charter.LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    again = forms.BooleanField(
        label=_("Ask everybody to agree again"),
        help_text=_("Untick it if you have only mended a slip."),
        required=False,
        initial=True,
    )

    def __init__(self, *args, charter: Charter | None, **options):
        initial = {"text": charter.text if charter else str(PROPOSED)}
        super().__init__(*args, initial=initial, **options)
        if charter is None:
            del self.fields["again"]

    def clean(self):
        return {"again": True} | (super().clean() or {})


def _countries() -> list[tuple[str, str]]:
    territories = Locale.parse(get_language() or "fr", sep="-").territories
    codes = [code for code in holidays.list_supported_countries() if code in territories]
    return sorted(((code, territories[code]) for code in codes), key=lambda pair: pair[1])


class OrganisationForm(forms.ModelForm):
    """The calendar on which answers are promised."""

    country = forms.ChoiceField(
        label=_("Country"), help_text=_("For its public holidays."), choices=lazy(_countries, list)
    )
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lazy(zones.choices, list))
    open_on = WorkingDaysField(label=_("Open on"))
    help_phone = PhoneField(
        label=_("Help by phone"), help_text=_("Shown on every page, to whoever needs a hand.")
    )

    class Meta:
        model = Organisation
        fields = ["name", "country", "time_zone", "open_on", "open_from", "open_until", "help_phone"]
        labels = {
            "name": _("Name of the organisation"),
            "open_from": _("Open from"),
            "open_until": _("Open until"),
        }
        widgets = {
            "open_from": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "open_until": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["help_phone"].country = self.instance.country

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("open_from"), cleaned.get("open_until")
        if start and end and start >= end:
            self.add_error("open_until", gettext("The day ends before it starts."))
        return cleaned
