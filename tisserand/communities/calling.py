"""« Stuck, call me »: a member asks the people who run the community to ring them."""

from datetime import datetime

from django.db import transaction

from .models import CallRequest, Membership


def waited_for(membership: Membership) -> CallRequest | None:
    """The call this member waits for, if any."""
    return CallRequest.objects.standing().filter(membership=membership).order_by("asked_at").last()


@transaction.atomic
def ask(
    membership: Membership,
    *,
    phone: str,
    moment: str = CallRequest.Moment.ANY,
    words: str = "",
    now: datetime,
) -> CallRequest:
    """Somebody will ring them at `phone` (E.164). Asking again while one waits only changes what it says."""
    Membership.objects.select_for_update().get(pk=membership.pk)
    said = {"phone": phone, "moment": moment, "words": words[: CallRequest.LONGEST]}
    if standing := waited_for(membership):
        CallRequest.objects.filter(pk=standing.pk).update(**said)
        standing.refresh_from_db()
        return standing
    request = CallRequest.objects.create(membership=membership, asked_at=now, **said)
    membership.community.record("asked-for-call", membership.person, request, at=now)
    return request


@transaction.atomic
def take_back(request: CallRequest, *, now: datetime) -> bool:
    """No call is needed any more; False when it was taken back already."""
    gone = CallRequest.objects.filter(pk=request.pk, withdrawn_at=None).update(withdrawn_at=now)
    if gone:
        member = request.membership
        member.community.record("took-back", member.person, request, at=now)
    return bool(gone)
