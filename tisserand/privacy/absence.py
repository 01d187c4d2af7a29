"""Who has given no sign of life, anywhere, since a moment."""

from datetime import datetime

from django.db.models import DateTimeField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate

from tisserand.communities.models import Membership
from tisserand.people.models import Person

from .models import Erasure


def unseen(before: datetime) -> QuerySet[Person]:
    """People without any sign of life since: no sign-in, no day of presence in any community, no « I stay ».

    Not the administrators, without whom the site would be nobody's, nor the authors of archives, who have no
    account: without an address or a number, they never came in and asked for no mail.
    """
    of_an_archive = Q(email=None, phone="", last_login=None, mail_cadence=Person.Cadence.NONE)
    stayed = Erasure.objects.filter(person=OuterRef("pk"), withdrawn_at__gte=before)
    return (
        Person.objects.filter(erased_at=None, is_administrator=False, joined_at__lt=before)
        .exclude(of_an_archive)
        .exclude(last_login__gte=before)
        .exclude(Exists(_places_since(before)))
        .exclude(Exists(stayed))
        .order_by("pk")
    )


def _places_since(before: datetime) -> QuerySet[Membership]:
    """Where they joined or came since, on the clock of each community."""
    there = ExpressionWrapper(Value(before) - F("community__set_back"), output_field=DateTimeField())
    came = Q(last_active_on__gte=TruncDate(there)) | Q(joined_at__gte=there)
    return Membership.objects.filter(came, person=OuterRef("pk"))
