"""What every page of a community has, seen from a real one."""

import re
from datetime import timedelta

import pytest
from django.core.paginator import Paginator
from django.template.loader import render_to_string

PAGE = "/c/distance/members/"


@pytest.fixture
def as_chloe(as_person, cast):
    return as_person(cast.chloe)


def test_help_is_at_the_same_place_with_the_number_to_ring(as_chloe):
    html = as_chloe.get(PAGE).text
    help_ = re.search(r'<div class="help" id="help">.*?</div>', html, re.S)[0]
    assert 'href="tel:+33102030405"' in help_
    assert "01\u00a002\u00a003\u00a004\u00a005" in help_
    assert html.index("</main>") < html.index('id="help"')


def test_signing_out_is_a_post_and_preferences_are_a_link(as_chloe):
    html = as_chloe.get(PAGE).text
    assert re.search(r'<form method="post" action="/sign-out/">', html)
    assert 'href="/me/"' in html


def test_the_page_one_is_on_is_marked_in_the_navigation(as_chloe):
    nav = re.search(r'<nav class="nav".*?</nav>', as_chloe.get(PAGE).text, re.S)[0]
    assert re.findall(r'href="([^"]+)" aria-current="page"', nav) == [PAGE]


def test_a_visitor_is_offered_to_sign_in_and_no_navigation(client, db):
    html = client.get("/nowhere/").text
    assert 'href="/sign-in/"' in html
    assert "<nav" not in html


@pytest.mark.parametrize("set_back", [timedelta(), timedelta(days=1013)])
def test_a_community_of_the_past_says_so(as_chloe, community, set_back):
    community.set_back = set_back
    community.save()
    html = as_chloe.get(PAGE).text
    assert ("Data of the past" in html) == bool(set_back)
    if set_back:
        day = community.today()
        assert f"{day.day} {day:%B} {day.year}" in html


def test_other_communities_are_offered_to_those_who_have_some(as_chloe, cast, community):
    assert "Other communities" not in as_chloe.get(PAGE).text
    copy = type(community).objects.create(organisation=community.organisation, name="Atelier", slug="atelier")
    copy.memberships.create(person=cast.chloe, joined_at=cast.places["chloe"].joined_at)
    html = as_chloe.get(PAGE).text
    menu = re.search(r"Other communities.*?</ul>", html, re.S)[0]
    assert re.findall(r'href="([^"]+)"', menu) == ["/c/atelier/", "/c/distance/"]
    assert 'href="/c/distance/" aria-current="true"' in menu


def test_pages_keep_what_was_asked(rf):
    request = rf.get("/list/?name=keita&page=2")
    html = render_to_string("ui/_pages.html", {"page": Paginator(range(30), 10).page(2)}, request)
    assert re.findall(r'rel="(\w+)" href="([^"]+)"', html) == [
        ("prev", "?name=keita&amp;page=1"),
        ("next", "?name=keita&amp;page=3"),
    ]
    assert render_to_string("ui/_pages.html", {"page": Paginator(range(3), 10).page(1)}).strip() == ""
