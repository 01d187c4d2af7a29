"""The page of who looks after the site."""

import pytest
from django.urls import reverse

from tisserand.communities.models import Community, Organisation


@pytest.fixture
def boss(make_person):
    return make_person("Boss", is_administrator=True)


@pytest.mark.parametrize(("name", "status"), [("ada", 403), ("bao", 403), ("chloe", 403), ("dov", 403)])
def test_it_is_for_administrators(as_person, cast, name, status):
    assert as_person(cast.people[name]).get("/site/").status_code == status


def test_a_visitor_is_led_to_sign_in(client, db):
    assert client.get("/site/").url == "/sign-in/?next=/site/"


def test_each_community_with_its_people_and_who_runs_it(as_person, boss, cast, community, now):
    cast.places["bao"].role = "lcm"
    cast.places["bao"].save()
    cast.places["chloe"].left_at = now
    cast.places["chloe"].save()
    Community.objects.create(organisation=community.organisation, name="Trade", slug="trade")
    page = " ".join(as_person(boss).get("/site/").content.decode().split())
    assert "2 members · run by Ada Lovel, Bao Tran" in page
    assert "0 members · nobody runs it" in page
    assert f'href="/c/{community.slug}/' not in page  # it opens nothing of what is said there


def test_an_empty_site_says_how_to_begin(as_person, boss):
    page = as_person(boss).get("/site/").content.decode()
    assert "No community yet." in page
    assert reverse("create-community") in page


def test_the_mail_box_is_a_tool_only_while_mail_stays_here(as_person, boss, settings):
    settings.EMAIL_BACKEND = "tisserand.mail.mailbox.Mailbox"
    assert reverse("mailbox") in as_person(boss).get("/site/").content.decode()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    assert reverse("mailbox") not in as_person(boss).get("/site/").content.decode()


def test_queries_do_not_grow_with_communities(as_person, boss, community, cast, django_assert_num_queries):
    client = as_person(boss)
    client.get("/site/")
    with django_assert_num_queries(8) as first:
        client.get("/site/")
    for number in (1, 2):
        other = Community.objects.create(
            organisation=community.organisation, name=f"Other {number}", slug=f"other-{number}"
        )
        other.admit(cast.bao, "lcm", by=None, now=other.now())
    with django_assert_num_queries(len(first)):
        client.get("/site/")


def test_the_menu_leads_an_administrator_there_and_nobody_else(as_person, boss, cast):
    assert 'href="/site/"' in as_person(boss).get(reverse("preferences")).content.decode()
    assert 'href="/site/"' not in as_person(cast.chloe).get(reverse("preferences")).content.decode()


# The number to ring, outside communities


def test_who_cannot_sign_in_sees_the_number_to_ring(client, community):
    page = client.get(reverse("sign-in")).content.decode()
    assert 'href="tel:+33102030405"' in page
    assert "01\u00a002\u00a003\u00a004\u00a005" in page


def test_between_two_numbers_none_is_shown(client, community):
    Organisation.objects.create(name="Other", help_phone="+33102030406")
    assert "tel:" not in client.get(reverse("sign-in")).content.decode()
