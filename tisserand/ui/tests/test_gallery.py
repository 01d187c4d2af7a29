import re

import pytest

from tisserand.ui.gallery import gallery


@pytest.mark.parametrize(
    ("debug", "demo", "status"), [(False, False, 404), (True, False, 200), (False, True, 200)]
)
@pytest.mark.django_db
def test_the_gallery_is_open_in_the_demo_and_while_building(client, settings, debug, demo, status):
    settings.DEBUG, settings.DEMO = debug, demo
    assert client.get("/ui/gallery/").status_code == status


def test_its_door_is_named():
    assert gallery.door == "public"


@pytest.fixture
def shown(client, settings):
    settings.DEMO = True
    return client.get("/ui/gallery/?wrong", headers={"Accept-Language": "fr"})


def test_the_base_page_has_a_skip_link_one_main_and_a_language(shown):
    assert '<html lang="fr">' in shown.text
    assert shown.text.index('class="skip" href="#main"') < shown.text.index("<header")
    assert shown.text.count("<main") == 1
    assert shown.headers["Content-Language"] == "fr"


def test_ids_are_used_once(shown):
    ids = re.findall(r'\sid="([^"]+)"', shown.text)
    assert sorted(ids) == sorted(set(ids))


def test_nothing_inline_is_needed_by_the_page(shown):
    assert " style=" not in shown.text
    assert re.findall(r"<script(?![^>]*\ssrc=)", shown.text) == []
    assert "onclick" not in shown.text


def test_the_nonce_of_the_editor_s_sheet_is_the_one_of_the_policy(shown):
    nonce = re.search(r'<meta name="csp-nonce" nonce="([^"]+)">', shown.text)[1]
    assert f"style-src 'self' 'nonce-{nonce}'" in shown.headers["Content-Security-Policy"]
    assert "'unsafe" not in shown.headers["Content-Security-Policy"]


def test_every_form_that_posts_carries_a_token(shown):
    posts = re.findall(r'<form[^>]*method="post".*?</form>', shown.text, re.S)
    assert posts
    assert all("csrfmiddlewaretoken" in form for form in posts)
