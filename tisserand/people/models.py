import secrets
from datetime import datetime, time, timedelta
from importlib import import_module
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import zones
from .calendar import WorkingHours


def new_salt() -> str:
    return secrets.token_hex(8)


class PersonManager(BaseUserManager["Person"]):
    def with_email(self, email: str) -> "Person | None":
        """The person who has this address, whatever its capitals, or None."""
        return self.filter(email=tidy_email(email)).first() if email.strip() else None

    def first_administrator(self) -> "Person":
        """Who may begin an empty site: an administrator, made without a name if there is none yet."""
        known = self.filter(is_administrator=True, is_active=True).order_by("pk").first()
        return known or self.create(is_administrator=True, email=None)


def besides_the_name(*paths: str) -> list[str]:
    """For `defer`, of people joined by these paths who are only named and drawn: everything else."""
    shown = {"id", "given_name", "family_name", "erased_at"}
    others = [field.name for field in Person._meta.concrete_fields if field.name not in shown]
    return [f"{path}__{name}" for path in paths for name in others]


def tidy_email(email: str) -> str:
    """One spelling per address: without spaces around, in lower case."""
    return email.strip().lower()


class Person(AbstractBaseUser):
    """Somebody: with or without e-mail, with or without a password."""

    class ReachedBy(models.TextChoices):
        MAIL = "mail", pgettext_lazy("reached by", "E-mail")
        PHONE = "phone", pgettext_lazy("reached by", "Phone")
        IN_PERSON = "in_person", _("In person")

    class Cadence(models.TextChoices):
        EACH = "each", _("As it happens")
        DAILY = "daily", _("Once a day")
        WEEKLY = "weekly", _("Once a week")
        ADDRESSED = "addressed", _("Nothing but what is addressed to me")
        NONE = "none", _("Nothing but sign-in links")

    email = models.EmailField(_("e-mail"), max_length=254, unique=True, null=True, blank=True)
    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    family_name = models.CharField(_("last name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True, help_text="E.164: +33612345678")
    language = models.CharField(_("language"), max_length=5, choices=settings.LANGUAGES, default="fr")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    works_on = models.CharField(_("working days"), max_length=7, default="12345", help_text="ISO weekdays")
    works_from = models.TimeField(_("works from"), default=time(9))
    works_until = models.TimeField(_("works until"), default=time(17, 30))
    reached_by = models.CharField(
        _("best reached by"), max_length=10, choices=ReachedBy.choices, default=ReachedBy.MAIL
    )
    mail_cadence = models.CharField(
        _("rhythm of mail"), max_length=10, choices=Cadence.choices, default=Cadence.EACH
    )
    answers_wait = models.BooleanField(_("answers wait for working hours"), default=False)
    is_administrator = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    session_salt = models.CharField(max_length=16, default=new_salt)
    erased_at = models.DateTimeField(null=True, help_text="Since when nothing here says who this was.")

    # The rhythm chosen for the community of which one is about to write to them, where a query tells it.
    cadence_here: str | None = ""

    USERNAME_FIELD = "email"
    objects = PersonManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [models.Index(fields=["family_name", "given_name"], name="person_by_name")]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """« Amina Keita », or the best known instead; never the e-mail address, which is private."""
        if self.erased_at:
            return str(_("A former member"))
        return f"{self.given_name} {self.family_name}".strip() or str(_("Someone"))

    @property
    def short_name(self) -> str:
        """« Amina K. »"""
        if self.given_name and self.family_name:
            return f"{self.given_name} {self.family_name[0]}."
        return self.name

    @property
    def first_name(self) -> str:
        return self.given_name or self.name

    @property
    def initials(self) -> str:
        if self.erased_at:
            return "·"
        return (self.given_name[:1] + self.family_name[:1]).upper() or "?"

    @property
    def cadence(self) -> str:
        """How often mail comes: as chosen once, or for the community it is about."""
        everywhere = self.mail_cadence == self.Cadence.NONE
        return self.mail_cadence if everywhere else self.cadence_here or self.mail_cadence

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def working_hours(self) -> WorkingHours:
        """Without the public holidays of the country their zone lies in."""
        country = zones.country_of(self.time_zone)
        return WorkingHours(country, self.time_zone, self.works_on, self.works_from, self.works_until)

    @property
    def has_password(self) -> bool:
        return bool(self.password) and self.has_usable_password()

    def get_session_auth_hash(self) -> str:
        return salted_hmac(
            "tisserand.people.session", self.password + self.session_salt, algorithm="sha256"
        ).hexdigest()

    def introduce(self, given_name: str, family_name: str, email: str) -> None:
        """The first administrator of an empty site says who they are. The address must be free."""
        self.given_name, self.family_name, self.email = given_name, family_name, tidy_email(email)
        self.save(update_fields=["given_name", "family_name", "email"])

    def become_nobody(self, now: datetime) -> None:
        """Nothing in this row says who they were; what they wrote keeps one author, without a name."""
        kept = {"id", "erased_at"}
        for field in self._meta.concrete_fields:
            if field.name not in kept:
                setattr(self, field.name, field.get_default())
        self.email, self.is_active, self.last_login = None, False, None
        self.joined_at = self.erased_at = now
        self.set_unusable_password()
        self.save()

    def sign_out_everywhere(self) -> None:
        """Every session of this person, on every device, ends now."""
        self.session_salt = new_salt()
        self.save(update_fields=["session_salt"])


class Session(AbstractBaseSession):
    """A device on which somebody is signed in, or a visitor's; it goes with its person (see `sessions`)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="sessions")

    class Meta(AbstractBaseSession.Meta):
        pass

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        return import_module(settings.SESSION_ENGINE).SessionStore


class Skill(models.Model):
    """What people learn to do, in the words of this site: one vocabulary for all its communities."""

    NAME_LIMIT = 60

    name = models.CharField(_("name"), max_length=NAME_LIMIT)
    # What makes two names one: without capitals. No database folds every letter alike.
    folded = models.CharField(max_length=2 * NAME_LIMIT, unique=True)

    class Meta:
        verbose_name = _("skill")
        ordering = ["folded"]

    def __str__(self):
        return self.name


class SignInLink(models.Model):
    """One link sent to one person: good once, for fifteen minutes (see `links`)."""

    LIFETIME = timedelta(minutes=15)

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_in_links")
    fingerprint = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)
    next_url = models.CharField(max_length=500, blank=True, help_text="A path of this site, to go on to.")

    def __str__(self):
        return f"{self.person_id} {self.created_at:%F %T}"
