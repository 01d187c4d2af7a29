"""How fast one person may write: faster than anybody types, slower than a machine."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tisserand.people import limits
from tisserand.people.models import Person

A_GREAT_DEAL = "60 per 10 minutes"


def keep(person: Person) -> None:
    """Count one more message of this person. Raises ValidationError, in their language, past the ceiling."""
    if not limits.allowed("messages", f"person {person.pk}", A_GREAT_DEAL):
        raise ValidationError(
            _("You have written a great deal in a few minutes. Send this one again in a little while.")
        )
