"""What a member says by one click about their place here."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tisserand.mail.answering import Choice, answer
from tisserand.people import phones
from tisserand.people.models import Person

from . import calling
from .charter import of_unnamed
from .models import CallRequest, Charter, Membership


class CallMeForm(forms.Form):
    phone = forms.CharField(
        label=gettext_lazy("At which number?"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        error_messages={"required": gettext_lazy("Write the number where somebody can call you.")},
    )
    moment = forms.ChoiceField(
        label=gettext_lazy("When does it suit you?"),
        choices=CallRequest.Moment.choices,
        initial=CallRequest.Moment.ANY,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What is it about? A few words, if you like."),
        required=False,
        max_length=CallRequest.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_phone(self) -> str:
        try:
            return phones.parse(self.cleaned_data["phone"], settings.COUNTRY)
        except ValueError as problem:
            raise ValidationError(str(problem)) from None


@answer("call-me")
def call_me(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is the membership of the person who is stuck."""
    member = (
        Membership.objects.present()
        .filter(pk=pk, person=person)
        .select_related("community__organisation", "person")
        .first()
    )
    if member is None:
        return None
    community, waited = member.community, calling.waited_for(member)
    question = _("Stuck? Somebody who looks after “%(community)s” will call you.")
    if waited and not waited.phone:
        question = _("Somebody who looks after “%(community)s” will call you: at which number?")
    return Choice(
        sentence=question % {"community": community.name},
        button=_("Call me"),
        thanks=_said(waited) if waited else "",
        say=lambda now, **said: calling.ask(member, now=community.at(now), **said),
        said=waited is not None and bool(waited.phone),
        take_back=lambda now: calling.take_back(waited, now=community.at(now)) if waited else None,
        words=waited.words if waited else "",
        form=CallMeForm,
        initial={
            "phone": phones.shown(person.phone, settings.COUNTRY),
            "moment": waited.moment if waited else CallRequest.Moment.ANY,
            "words": waited.words if waited else "",
        },
    )


@answer("accept-charter")
def accept_charter(person: Person, pk: int, now: datetime) -> Choice | None:
    """`pk` is the charter that came in the mail; nothing is to be said once another has taken its place."""
    found = Charter.objects.in_force().filter(pk=pk).select_related("community").first()
    member = found.community.memberships.present().filter(person=person).first() if found else None
    if found is None or member is None:
        return None
    community = found.community
    return Choice(
        sentence=_("The charter of “%(community)s”: do you agree?") % {"community": community.name},
        button=_("I agree"),
        thanks=_("Thank you. You have agreed to the charter."),
        say=lambda now: found.accept(member, now=community.at(now)),
        said=found.acceptances.filter(member=member).exists(),
        words=found.text,
        hint=of_unnamed(community),
        url=reverse("charter", args=[community.slug]),
    )


def _said(waited: CallRequest) -> str:
    """« On vous appellera au 06 12 34 56 78, le matin. »"""
    said = {"phone": phones.shown(waited.phone, settings.COUNTRY), "moment": waited.get_moment_display()}
    return _("Somebody will call you on %(phone)s, %(moment)s.") % said
