from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils import timezone

from tisserand.people import links
from tisserand.people.models import Person, SignInLink, tidy_email


class Command(BaseCommand):
    help = "Make this address an administrator of the site and print a sign-in link for it."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--given-name", default="")
        parser.add_argument("--family-name", default="")

    def handle(self, *, email, given_name, family_name, **options):
        email = tidy_email(email)
        try:
            validate_email(email)
        except Exception:
            raise CommandError(f"{email!r} is not an e-mail address.") from None
        names = {"given_name": given_name, "family_name": family_name}
        person, _ = Person.objects.update_or_create(
            email=email,
            defaults={"is_administrator": True, "is_active": True, **{k: v for k, v in names.items() if v}},
        )
        minutes = SignInLink.LIFETIME.seconds // 60
        self.stdout.write(f"{person.email} is an administrator. Open within {minutes} minutes:")
        self.stdout.write(links.issue(person, now=timezone.now()))
