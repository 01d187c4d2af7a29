import pytest


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("bao", 200), ("chloe", 200), ("dov", 404)])
def test_members_come_in_and_strangers_find_nothing(as_person, cast, name, status):
    assert as_person(cast.people[name]).get("/c/distance/members/").status_code == status


def test_anonymous_visitors_are_led_to_sign_in(client, community):
    assert client.get("/c/distance/members/").url == "/sign-in/?next=/c/distance/members/"
