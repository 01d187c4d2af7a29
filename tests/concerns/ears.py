"""What somebody hears of: on their page, and by mail."""

from tisserand.conversations import announcing
from tisserand.mail.models import Envelope


def told(kind="followed"):
    while announcing.announce_some():
        pass
    return sorted(Envelope.objects.filter(kind=kind).values_list("person__given_name", flat=True))


def heard(concerns, person):
    return [title for _rank, title, _why in concerns(person)]
