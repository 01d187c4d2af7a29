"""What was agreed with a few people so that they can follow."""

from datetime import time, timedelta

from tisserand.attention.models import Accommodation
from tisserand.communities.models import Community
from tisserand.people.models import Person

from .acts import Members
from .book import Book
from .clock import Clock

Kind = Accommodation.Kind
# (community, who, what, in which words, working days ago, days it still lasts)
AGREED = [
    ("distance", "Amina Keita", Kind.HOURS, "pas d’appel le mercredi", 12, None),
    ("distance", "Jean-Pierre Collet", Kind.PAPER, "les étapes, imprimées par l’agence", 16, None),
    ("distance", "Maud Desbois", Kind.LEAVE, "", 3, 9),
    ("distance", "Grace Okonkwo", Kind.TIME, "un tiers de temps en plus pour lire en français", 15, 60),
    ("tutorat", "Bernadette Joly", Kind.PHONE, "", 25, None),
    ("metier", "Marcel Hautin", Kind.PHONE, "le matin, avant la tournée", 30, None),
]


def agree(community: Community, members: Members, by: Person, book: Book, clock: Clock) -> None:
    rows = []
    for slug, who, kind, words, days, lasts in AGREED:
        if slug == community.slug:
            on = clock.working_days_ago(days)
            rows.append(
                Accommodation(
                    membership=members[who],
                    kind=kind,
                    words=words,
                    starts_on=on,
                    ends_on=None if lasts is None else clock.today + timedelta(days=lasts),
                    agreed_by=by,
                    agreed_at=clock.on(on, time(11, 20)),
                )
            )
    for row in Accommodation.objects.bulk_create(rows):
        book.note("accommodated", by, row, row.agreed_at)
