from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tisserand.communities.forms import PhoneField
from tisserand.communities.models import Community, Membership
from tisserand.mail.characters import tidy
from tisserand.programmes.models import Cohort

from . import audience
from .models import Circle, LiveSession, Way
from .models.coming import ABSENT

CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """That hour of that day on the clocks of `zone`. ValidationError when clocks jump over it; of an hour
    that comes twice, the first."""
    found = datetime.combine(day, at, tzinfo=zone)
    if found.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != found.replace(tzinfo=None):
        raise ValidationError(gettext("That hour does not exist on that day: clocks go forward."))
    return found


class MembersField(forms.ModelMultipleChoiceField):
    """Members, by their numbers; one that no database could hold names nobody."""

    def clean(self, value):
        if lost := next((one for one in value or () if len(str(one)) > 18), None):
            raise ValidationError(
                self.error_messages["invalid_choice"], code="invalid_choice", params={"value": lost}
            )
        return super().clean(value)


class SessionForm(forms.ModelForm):
    """A session, its hours on the clocks of the organisation."""

    day = forms.DateField(label=_("Day"), widget=DAY)
    at = forms.TimeField(label=_("Begins at"), widget=CLOCK)
    cohort = forms.ModelChoiceField(
        label=_("For whom"),
        queryset=Cohort.objects.none(),
        required=False,
        empty_label=_("the whole community"),
    )
    phone = PhoneField(label=_("Telephone number to join"))
    leaders = MembersField(
        label=_("Who leads it"),
        queryset=Membership.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    with_chat = forms.BooleanField(
        label=_("Open a live chat room for as long as it lasts"),
        required=False,
        help_text=_("Every member of the community can come in and read."),
    )
    field_order = [
        *("title", "kind", "cohort", "day", "at", "minutes", "link", "phone", "phone_code", "room", "places"),
        *("leaders", "description", "with_chat"),
    ]

    class Meta:
        model = LiveSession
        fields = [
            "title",
            "kind",
            "cohort",
            "minutes",
            "link",
            "phone",
            "phone_code",
            "room",
            "places",
            "description",
        ]
        labels = {
            "title": _("Title"),
            "kind": _("What kind of meeting"),
            "minutes": _("How long, in minutes"),
            "link": _("Link to join"),
            "phone_code": _("Code to type on the telephone"),
            "room": _("Room"),
            "places": _("Places, if they are counted"),
            "description": _("What it is about, what to prepare"),
        }
        widgets = {
            "link": forms.URLInput(attrs={"autocomplete": "off"}),
            "description": forms.Textarea(attrs={"rows": 5}),
        }

    def __init__(self, *args, community: Community, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.community, self.now = community, now
        here = {"zone": community.zone.key}
        self.fields["at"].help_text = gettext("On the clocks of your organisation: %(zone)s.") % here
        self.fields["phone"].country = community.organisation.country
        cohorts = Cohort.objects.of(community).select_related("programme")
        self.fields["cohort"].queryset = cohorts.order_by("-starts_on", "name")
        self.fields["cohort"].label_from_instance = lambda one: f"{one.programme.name} · {one.name}"
        members = community.memberships.present().exclude(role=Membership.Role.LEARNER)
        known = self._leading()
        if known:
            members = members | community.memberships.present().filter(person__in=known)
        self.fields["leaders"].queryset = members.for_list()
        self.fields["leaders"].label_from_instance = lambda one: one.person.name
        if self.instance.pk:
            begins = self.instance.starts_at.astimezone(community.zone)
            leaders = community.memberships.filter(person__in=known).values_list("pk", flat=True)
            known_of = {"day": begins.date(), "at": begins.time(), "leaders": list(leaders)}
            asked = kwargs.get("initial") or {}
            self.initial.update(known_of | asked, with_chat=bool(self.instance.chat_room_id))

    def _leading(self) -> list[int]:
        if not self.instance.pk:
            return []
        return list(self.instance.leaders.values_list("person", flat=True))

    def clean(self):
        said = super().clean() or {}
        if said.get("day") and said.get("at") is not None:
            try:
                said["starts_at"] = moment(said["day"], said["at"], self.community.zone)
            except ValidationError as error:
                self.add_error("at", error)
        if not (said.get("link") or said.get("phone") or said.get("room")) and not self.errors:
            self.add_error("link", gettext("Say how one comes: a link, a telephone number or a room."))
        return said

    def _post_clean(self):
        """The row is checked by the act, which changes it or makes it."""

    def values(self) -> dict:
        names = (
            "title",
            "kind",
            "cohort",
            "minutes",
            "link",
            "phone",
            "phone_code",
            "room",
            "places",
            "starts_at",
        )
        said = {name: self.cleaned_data[name] for name in names}
        said["description"] = tidy(self.cleaned_data["description"]).strip()
        said["leaders"] = [member.person for member in self.cleaned_data["leaders"]]
        return said | {"with_chat": self.cleaned_data["with_chat"]}

    def refuse(self, error: ValidationError) -> None:
        """Say what the act refused, beside its field where there is one."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            place = {"starts_at": "day"}.get(name, name)
            self.add_error(place if place in self.fields else None, errors)


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why, in a few words (optional)"), max_length=300, required=False)


class SignUpForForm(forms.Form):
    """Somebody said by telephone, or in passing, whether they come."""

    member = forms.ModelChoiceField(label=_("Who"), queryset=Membership.objects.none())
    answer = forms.ChoiceField(label=_("What they said"), widget=forms.RadioSelect)

    def __init__(self, *args, members, ways: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members.for_list()
        self.fields["member"].label_from_instance = lambda one: one.person.name
        words = {
            "link": _("comes, by the link"),
            "phone": _("comes, by telephone"),
            "room": _("comes, in the room"),
        }
        said = [(way, words[way]) for way in ways]
        self.fields["answer"].choices = [*said, (ABSENT, _("cannot come"))]


class AfterwordForm(forms.Form):
    text = forms.CharField(
        label=_("What was said, what was decided"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Write a few words first.")},
    )
    recording = forms.URLField(
        label=_("Link to the recording, if there is one"),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    tell = forms.BooleanField(label=_("Write to those who were to come"), required=False, initial=True)
    talk = forms.BooleanField(
        label=_("Begin a conversation about it"),
        required=False,
        help_text=_("Under your name; every member of the community can read it and reply."),
    )

    def clean_text(self) -> str:
        return tidy(self.cleaned_data["text"]).strip()

    def clean_recording(self) -> str:
        link = self.cleaned_data["recording"]
        if link and not link.startswith(("http://", "https://")):
            raise ValidationError(gettext("A link begins with https://"))
        return link


class CircleForm(forms.Form):
    """Who is the client, who is the host of a co-development, among those it is for."""

    client = forms.ModelChoiceField(
        label=_("Who brings the situation"), queryset=Membership.objects.none(), required=False
    )
    host = forms.ModelChoiceField(
        label=_("Who keeps the time"), queryset=Membership.objects.none(), required=False
    )

    def __init__(self, *args, session: LiveSession, circle: Circle | None, **kwargs):
        super().__init__(*args, **kwargs)
        asked = {"client": audience.concerned(session), "host": audience.may_host(session)}
        for name, field in self.fields.items():
            people = asked[name].for_list()
            field.queryset, field.label_from_instance = people, lambda one: one.person.name
            known = getattr(circle, f"{name}_id", None)
            self.initial[name] = people.filter(person=known).values_list("pk", flat=True).first()

    def people(self) -> dict:
        chosen = self.cleaned_data
        return {name: chosen[name].person if chosen[name] else None for name in ("client", "host")}


def came_from(posted, ids: Sequence[int]) -> dict[int, str]:
    """What was ticked for these people, where it is not what the page showed when it was opened."""
    shown = dict(part.split(":", 1) for part in posted.get("shown", "").split(",") if ":" in part)
    said = {pk: posted.get(f"came-{pk}") for pk in ids}
    return {
        pk: way
        for pk, way in said.items()
        if way is not None and way in ("", *Way.values) and way != shown.get(str(pk), "")
    }
