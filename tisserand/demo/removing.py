"""The invented people of the example go, with all that was theirs; what anybody real has added stays, unless
an administrator was shown it and chose otherwise."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tisserand.communities import addresses
from tisserand.communities.models import Community, Membership
from tisserand.conversations.models import Attachment, Post, Thread
from tisserand.conversations.models.unnamed import theirs
from tisserand.integrations.imports.models import Load
from tisserand.people.models import Person
from tisserand.privacy import erasing
from tisserand.programmes import example

from . import cast, company
from .models import Removal

NO_LONGER_THAN = 20.0  # seconds in one run; the next goes on
SILENT = timedelta(minutes=3)  # without a sign of life for so long, the worker is gone


class Refused(Exception):
    """It cannot go; `reasons` say why, in words."""

    def __init__(self, reasons: list[str]):
        super().__init__(" ".join(reasons))
        self.reasons = reasons


@dataclass
class Place:
    """A community that has invented members: who is real there, and what real people wrote."""

    community: Community
    invented: int
    real: list[Person]
    written: int

    @property
    def whole(self) -> bool:
        """Nobody real has ever been a member: it goes as a whole."""
        return not self.real


def invented() -> QuerySet[Person]:
    """Those of the first start, and of the demo company. Whoever took an address of their own is real."""
    listed = [one.email for one in addresses.read(example.PEOPLE).found]
    unreachable = Q()
    for slug in company.COMMUNITIES:
        for place in cast.places(slug):
            if "no-mail" in place.flags:
                given, family = place.name.split(" ", 1)
                unreachable |= Q(given_name=given, family_name=family)
    at_sorvane = Q(email=None, memberships__community__organisation__name=company.NAME) & unreachable
    of_the_company = Q(email__endswith=f"@{cast.DOMAIN}") | at_sorvane
    known = Person.objects.filter(Q(email__in=listed) | of_the_company, erased_at=None)
    return Person.objects.filter(pk__in=known.values("pk"))


def places() -> list[Place]:
    """Two queries for each community that has invented members."""
    who = set(invented().values_list("pk", flat=True))
    found = Community.objects.filter(memberships__person__in=who).distinct().order_by("name")
    return [_place(community, who) for community in found]


def _place(community: Community, who: set[int]) -> Place:
    members = (
        Membership.objects.filter(community=community)
        .select_related("person")
        .order_by("person__given_name", "person__family_name", "pk")
    )
    real = [member.person for member in members if member.person_id not in who]
    written = Post.objects.filter(thread__community=community)
    written = written.exclude(author=None, unnamed=None).exclude(author__in=who)
    written = written.exclude(unnamed__person__in=who)
    return Place(community, len(members) - len(real), real, written.count())


@transaction.atomic
def ask(*, by: Person, also: Collection[int], now: datetime) -> Removal:
    """Note what is to go: the invented people, the communities without anybody real, and those in `also`.

    Raises Refused.
    """
    who, found = set(invented().values_list("pk", flat=True)), places()
    going = {place.community.pk for place in found if place.whole or place.community.pk in also}
    if reasons := _against(by, who, [place for place in found if place.community.pk not in going]):
        raise Refused(reasons)
    return Removal.objects.create(
        communities=sorted(going), people=sorted(who), count=len(who), asked_at=now, moved_at=now
    )


def _against(by: Person, who: set[int], staying: list[Place]) -> list[str]:
    reasons = []
    if by.pk in who:
        reasons.append(_("You are one of the invented people: let an administrator who is real do it."))
    for place in staying:
        run_it = set(place.community.memberships.present().lcms().values_list("person", flat=True))
        if run_it and run_it <= who:
            words = _("Nobody real runs “%(community)s”: give the role to somebody, or let it go too.")
            reasons.append(words % {"community": place.community.name})
    return reasons


def go_on(removal: Removal, now: datetime, *, seconds: float = NO_LONGER_THAN) -> bool:
    """Do what time allows, each community and each person in a transaction; True when all is gone."""
    stop = time.monotonic() + seconds
    _remove_files(removal)
    for pk in list(removal.communities):
        _remove_community(removal, pk, now)
        if time.monotonic() > stop:
            return False
    _remove_threads(removal, now)
    for pk in list(removal.people):
        _remove_person(removal, pk, now)
        if time.monotonic() > stop:
            return False
    removal.finished_at = now
    _note(removal, now)
    return True


@transaction.atomic
def _community_rows(removal: Removal, pk: int, now: datetime) -> None:
    removal.communities = [one for one in removal.communities if one != pk]
    if community := Community.objects.filter(pk=pk).select_related("organisation").first():
        of_it = Q(post__thread__community=community) | Q(held__community=community)
        removal.files += _files_of(Attachment.objects.filter(of_it))
        removal.files += list(
            Load.objects.filter(community=community).exclude(file="").values_list("file", flat=True)
        )
        organisation = community.organisation
        community.delete()
        if not organisation.communities.exists():
            organisation.delete()
    _note(removal, now)


def _remove_community(removal: Removal, pk: int, now: datetime) -> None:
    _community_rows(removal, pk, now)
    _remove_files(removal)


def _remove_person(removal: Removal, pk: int, now: datetime) -> None:
    with transaction.atomic():
        removal.people = [one for one in removal.people if one != pk]
        if person := Person.objects.filter(pk=pk, erased_at=None).first():
            if person.memberships.exists() or person.posts.exists():  # else all of theirs went already
                removal.files += erasing.erase(person, now)
            if not Post.objects.filter(theirs(person)).exists() and not person.threads.exists():
                Person.objects.filter(pk=pk).delete()
        _note(removal, now)
    _remove_files(removal)


def _remove_threads(removal: Removal, now: datetime) -> None:
    """The conversations in which only invented people wrote. Repeated once some have gone, it finds none."""
    with transaction.atomic():
        invented = Q(author__in=removal.people) | Q(unnamed__person__in=removal.people)
        others = Post.objects.exclude(invented).values("thread")
        alone = Thread.objects.filter(invented).exclude(pk__in=others)
        removal.files += _files_of(Attachment.objects.filter(post__thread__in=alone))
        alone.delete()
        _note(removal, now)
    _remove_files(removal)


def _files_of(joined: QuerySet[Attachment]) -> list[str]:
    return [str(file.name) for one in joined for file in one.files]


def _remove_files(removal: Removal) -> None:
    """After the rows; what an interrupted run has left is removed by the next."""
    if removal.files:
        for name in removal.files:
            default_storage.delete(name)
        removal.files = []
        removal.save(update_fields=["files"])


def _note(removal: Removal, now: datetime) -> None:
    removal.moved_at = now
    removal.save()
