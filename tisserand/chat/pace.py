"""How fast one person may talk: faster than anybody types, slower than a machine."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tisserand.people import limits
from tisserand.people.models import Person

A_GREAT_DEAL = "40 per minute"


def keep(person: Person) -> None:
    """Count one more message of this person. Raises ValidationError, in their language, past the ceiling."""
    if not limits.allowed("chat", f"person {person.pk}", A_GREAT_DEAL):
        raise ValidationError(
            _("That is a great deal in one minute. Take a breath, then send this one again.")
        )
