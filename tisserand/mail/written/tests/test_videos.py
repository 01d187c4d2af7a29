import pytest

from tisserand.mail.written import dressing, videos
from tisserand.mail.written.rendering import HTML, MAIL, TEXT, render

FILM = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"


@pytest.mark.parametrize(
    ("url", "site", "player"),
    [
        (FILM, "youtube.com", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ", "youtube.com", "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ"),
        ("https://vimeo.com/76979871", "vimeo.com", "https://player.vimeo.com/video/76979871?dnt=1"),
        (
            "https://www.dailymotion.com/video/x8abcde",
            "dailymotion.com",
            "https://geo.dailymotion.com/player.html?video=x8abcde",
        ),
        (
            "https://tube.exemple.org/w/4fK8Yp7sRs9kq3mWzT1xVb",
            "tube.exemple.org",
            "https://tube.exemple.org/videos/embed/4fK8Yp7sRs9kq3mWzT1xVb?p2p=0",
        ),
        ("https://cours.exemple.fr/a.mp4", "cours.exemple.fr", "https://cours.exemple.fr/a.mp4"),
    ],
)
def test_the_sites_that_are_known(url, site, player):
    assert videos.of(url) == videos.Video(site, player, film=url.endswith(".mp4"))


@pytest.mark.parametrize(
    "url",
    [
        "http://www.youtube.com/watch?v=dQw4w9WgXcQ",
        "https://youtube.com@exemple.fr/a.mp4",
        "https://exemple.fr:8443/a.mp4",
        "https://127.0.0.1/a.mp4",
        "https://localhost/a.mp4",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=dQw4w9WgXc%22",
        'https://exemple.fr/a.mp4?x="><script>',
        "https://exemple.fr/a.mp4; script-src *",
        "https://éxemple.fr/a.mp4",
        "https://exemple.fr/w/short",
        "https://[::1/a.mp4",
        "https://exemple.fr:99999/a.mp4",
        "javascript:alert(1)//a.mp4",
    ],
)
def test_any_other_address_stays_a_link(url):
    assert videos.of(url) is None


@pytest.mark.parametrize(
    ("source", "format"),
    [
        (f"Regardez :\n\n{FILM}\n\nEt dites.", TEXT),
        (f"<div>Regardez :<br>{FILM}<br>Et dites.</div>", HTML),
        (f'<div>Regardez :<br><a href="{FILM}">{FILM}</a></div>', HTML),
        (f"Regardez :\n{FILM}\n", MAIL),
    ],
)
def test_a_link_alone_on_its_line_is_a_still_that_fetches_nothing(source, format):
    html = render(source, format).html
    assert videos.in_html(html) == [FILM]
    for outside in ("<img", "<iframe", "src="):
        assert outside not in html
    shown = videos.said(html, "Play on %(site)s")
    assert '<span class="video-ask">Play on youtube.com</span>' in shown
    assert "<!--" not in shown


def test_the_name_its_writer_gave_it_is_shown():
    html = render(f"[Le <b>geste</b> & lui]({FILM})", TEXT).html
    assert '<span class="video-name">Le &lt;b&gt;geste&lt;/b&gt; &amp; lui</span>' in html


def test_a_link_among_words_stays_one():
    assert 'class="video"' not in render(f"voir {FILM} aussi", TEXT).html


def test_nobody_writes_a_still_by_hand():
    html = render(
        '<a class="video" href="https://exemple.fr/"><span class="video-name">x</span></a><!--play y-->', HTML
    ).html
    assert "video" not in html
    assert "<!--" not in html


def test_mails_and_the_editor_are_given_the_link():
    html = render(FILM, TEXT).html
    for plain in (dressing.for_mail(html, "https://site"), dressing.to_edit(html)):
        assert plain == f'<p><a href="{FILM}">youtube.com</a></p>'
    assert FILM in render(FILM, TEXT).text


def test_there_are_so_many_stills_and_no_more():
    assert len(videos.in_html(render(f"{FILM}\n\n" * 40, TEXT).html)) == videos.MOST
