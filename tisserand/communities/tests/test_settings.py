import pytest
from django.urls import reverse

from tisserand.communities.models import Community, Event, Membership, Organisation


def url(name, *args):
    return reverse(name, args=["distance", *args])


def settings_data(**values):
    return {
        "name": "Leading at a distance",
        "promise": "",
        "language": "fr",
        "promised_hours": "6",
        "unnamed_questions": "hidden",
        "links_held_for": "2",
        "organisation-name": "Maison Arpent",
        "organisation-country": "BE",
        "organisation-time_zone": "Europe/Brussels",
        "organisation-open_on": ["1", "2", "3", "4"],
        "organisation-open_from": "08:30",
        "organisation-open_until": "16:00",
        "organisation-help_phone": "01 02 03 04 05",
        **values,
    }


def test_settings_are_saved_with_their_trace(as_person, cast, community):
    data = settings_data(**{"organisation-country": "FR", "organisation-time_zone": "Europe/Paris"})
    answer = as_person(cast.ada).post(url("settings"), data, follow=True)
    assert b"The settings are saved." in answer.content
    saved = Community.objects.select_related("organisation").get()
    calendar = saved.organisation
    assert (saved.promised_hours, calendar.open_on, str(calendar.open_from)) == (6, "1234", "08:30:00")
    assert calendar.help_phone == "+33102030405"
    assert set(Event.objects.get(verb="changed").detail["fields"]) == {
        "promised_hours",
        "open_on",
        "open_from",
        "open_until",
    }


def test_another_zone_counts_the_days_again(as_person, cast, community, now):
    community.record("visited", cast.chloe, at=now.replace(hour=22, minute=30))  # 23:30 in Paris
    assert Membership.objects.get(person=cast.chloe).last_active_on == now.date()
    data = settings_data(
        **{
            "organisation-time_zone": "Indian/Reunion",
            "organisation-country": "FR",
            "organisation-help_phone": "",
        }
    )
    assert as_person(cast.ada).post(url("settings"), data).status_code == 302
    assert Membership.objects.get(person=cast.chloe).last_active_on != now.date()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"promised_hours": "0"}, "promised_hours"),
        ({"promised_hours": "many"}, "promised_hours"),
        ({"language": "xx"}, "language"),
        ({"organisation-open_until": "08:00"}, "open_until"),
        ({"organisation-open_from": "25:00"}, "open_from"),
        ({"organisation-open_on": []}, "open_on"),
        ({"organisation-country": "ZZ"}, "country"),
        ({"organisation-time_zone": "Mars/Olympus"}, "time_zone"),
        ({"organisation-help_phone": "call me"}, "help_phone"),
    ],
)
def test_wrong_settings_are_refused_and_nothing_changes(as_person, cast, values, field):
    page = as_person(cast.ada).post(url("settings"), settings_data(**values))
    assert page.status_code == 422
    assert [*page.context["form"].errors, *page.context["calendar"].errors] == [field]
    assert Organisation.objects.get().open_on == "12345"
    assert b"Leading at a distance</h" not in page.content or Community.objects.get().promised_hours == 4
