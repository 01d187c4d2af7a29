import pytest
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.template.loader import render_to_string
from django.utils import translation

from tisserand.ui.notices import say


@pytest.fixture
def request_(rf):
    request = rf.get("/")
    request._messages = CookieStorage(request)
    return request


def shown(request):
    with translation.override("fr"):
        return render_to_string("ui/_notices.html", {"messages": get_messages(request), "csrf_token": "x"})


def test_a_notice_says_its_text_and_posts_its_undo(request_):
    say(request_, "Votre réponse est <envoyée>.", "/c/distance/undo/3/")
    html = shown(request_)
    assert '<p class="notice-text">Votre réponse est &lt;envoyée&gt;.</p>' in html
    assert '<form method="post" action="/c/distance/undo/3/">' in html
    assert "Annuler" in html
    assert 'class="notice good"' in html


def test_without_undo_there_is_no_button(request_):
    say(request_, "Enregistré.", tone="waiting")
    html = shown(request_)
    assert "<form" not in html
    assert 'class="notice waiting"' in html


@pytest.mark.parametrize("url", ["https://ailleurs.example/", "//ailleurs.example/", "undo/"])
def test_undo_never_leaves_the_site(request_, url):
    with pytest.raises(ValueError, match="undo must stay"):
        say(request_, "Envoyé.", url)


def test_a_notice_is_said_once_on_the_next_page(client, settings):
    settings.DEMO = True
    assert client.post("/ui/gallery/", headers={"Accept-Language": "fr"}).url == "/ui/gallery/"
    first, second = client.get("/ui/gallery/"), client.get("/ui/gallery/")
    text = '<p class="notice-text">La question est remise à jeudi.</p>'
    assert (first.text.count(text), second.text.count(text)) == (1, 0)
    assert '<div class="notices" id="notices" role="status">' in second.text
