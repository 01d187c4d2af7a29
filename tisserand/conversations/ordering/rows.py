"""Threads held for an act, and who may do it."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from ..models import Thread
from ..writing import moderates


def held(*threads: Thread) -> list[Thread]:
    """These threads as they are now, their rows locked until the end of the transaction. In order of number,
    so that two acts never wait for each other in turn."""
    joined = ("community__organisation", "author", "unnamed__person")
    rows = Thread.objects.select_for_update(of=("self",)).select_related(*joined)
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk for one in threads]).order_by("pk")}
    return [found[one.pk] for one in threads]


def require(by: Person, *threads: Thread) -> None:
    """PermissionDenied when `by` does not moderate where these are."""
    if not all(moderates(community, by) for community in {one.community for one in threads}):
        raise PermissionDenied


def require_standing(*threads: Thread) -> None:
    if any(one.merged_into_id for one in threads):
        raise ValidationError(_("This conversation has been joined to another one meanwhile."))
    if any(one.deleted_at for one in threads):
        raise ValidationError(_("This conversation has been withdrawn."))
