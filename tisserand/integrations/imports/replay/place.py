"""The community where real data of the past is replayed, and its clock."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.utils import timezone

from tisserand.communities.models import Community, Membership, Organisation
from tisserand.people.models import Person

# The clock reads ten in the morning of the day asked for: the day's work is ahead.
MORNING = time(10)


class TooLate(Exception):
    """The community already knows more than that day; its clock only goes forward."""

    def __init__(self, today: date):
        self.today = today
        super().__init__(f"{today:%F}")


def morning_of(day: date, zone: str) -> datetime:
    return datetime.combine(day, MORNING, tzinfo=ZoneInfo(zone))


def open_for(
    slug: str, *, name: str, organisation: str, language: str, country: str, zone: str, at: datetime
) -> Community:
    """The community of this address, made if need be. Raises TooLate when its clock is past `at`."""
    community = Community.objects.select_related("organisation").filter(slug=slug).first()
    if community is not None:
        if community.today() > at.astimezone(community.zone).date():
            raise TooLate(community.today())
        return community
    house, _new = Organisation.objects.get_or_create(
        name=organisation, defaults={"country": country, "time_zone": zone}
    )
    return Community.objects.create(
        organisation=house,
        name=name,
        slug=slug,
        language=language,
        created_at=at,
        set_back=timezone.now() - at,
    )


def set_clock(community: Community, at: datetime) -> None:
    """From now on it is `at` there, and time goes on."""
    community.set_back = timezone.now() - at
    community.save(update_fields=["set_back"])


def give_desk(community: Community, person: Person, at: datetime) -> None:
    """`person` runs this community: real data has nobody to work its day."""
    membership = community.admit(person, Membership.Role.LCM, by=None, now=at)
    if membership.role != Membership.Role.LCM:
        membership.change_role(Membership.Role.LCM, by=person, now=at)
    Membership.objects.filter(pk=membership.pk, welcomed_at=None).update(welcomed_at=at)


def somebody_to_run_it() -> Person | None:
    """The first administrator, else the first who runs a community."""
    lcms = Person.objects.filter(memberships__role=Membership.Role.LCM, memberships__left_at=None)
    return Person.objects.filter(is_administrator=True).order_by("pk").first() or lcms.order_by("pk").first()
