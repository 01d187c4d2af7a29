import pytest

from tisserand.demo import entrance


@pytest.fixture
def path(cast, settings):
    return entrance.link(cast.chloe).removeprefix(settings.SITE_URL)


def test_one_click_and_one_is_inside_as_often_as_one_likes(client, cast, path, settings):
    settings.DEMO = True
    for _ in range(2):
        assert client.get(path).url == "/c/distance/"
        assert client.session["_auth_user_id"] == str(cast.chloe.pk)
        client.logout()


def test_a_real_site_has_no_such_entrance(client, path, settings):
    settings.DEMO = False
    assert client.get(path).status_code == 404
    assert "_auth_user_id" not in client.session


def test_a_forged_link_leads_nowhere(client, cast, path, settings):
    settings.DEMO = True
    assert client.get(path[:-3] + "xx/").status_code == 404
    assert "_auth_user_id" not in client.session
