from dataclasses import replace

import pytest

from tisserand.mail.written import dressing, pictures, videos
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
    shown = videos.said(html, "Play on %(site)s", "See the picture")
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


# A picture right above a video is its still

CHART = pictures.Picture(
    1, "a" * 32, f"/c/x/conversations/files/{'a' * 32}/", 1600, 900, True, "A hand on a <rope>"
)


def said(source, format=TEXT):
    return videos.said(render(source, format, [CHART]).html, "Play on %(site)s", "See the picture")


@pytest.mark.parametrize(
    ("source", "format"),
    [
        (f"[image 1]\n{FILM}", TEXT),
        (f"Look: [image 1]\n[The gesture]({FILM})\n\nWell?", TEXT),
        (f"<div>{dressing.figure(CHART)}<br>{FILM}</div>", HTML),
        (f"<div>{dressing.figure(CHART)}</div><div>{FILM}</div>", HTML),
    ],
)
def test_it_stands_in_the_still_with_its_description(source, format):
    shown = said(source, format)
    [still] = shown.split('<a class="video pictured"')[1:]
    assert still.index("<img ") < still.index('class="video-name"') < still.index("Play on youtube.com")
    assert 'alt="A hand on a &lt;rope&gt;"' in still
    assert 'class="picture"' not in shown
    assert shown.count(f'<a class="picture-whole" href="{CHART.url}">See the picture</a>') == 1
    assert shown.count("<p>") == shown.count("</p>")
    assert shown.count("<div>") == shown.count("</div>")


@pytest.mark.parametrize(
    ("source", "format"),
    [
        (f"[image 1]\n\n{FILM}", TEXT),
        (f"<div>{dressing.figure(CHART)}<br><br>{FILM}</div>", HTML),
        (f"[image 1]\nFirst this.\n{FILM}", TEXT),
        (f"{FILM}\n[image 1]", TEXT),
        (f"[image 1]\nsee {FILM}", TEXT),
    ],
)
def test_with_an_empty_line_or_words_between_or_after_it_is_a_picture(source, format):
    shown = said(source, format)
    assert "pictured" not in shown
    assert 'class="picture"' in shown


def test_each_still_has_the_picture_above_it():
    other = replace(CHART, number=2, token="b" * 32, url="/b/", description="Another")
    html = render(f"[image 1]\n{FILM}\n\n[image 2]\n{FILM}\n\n{FILM}", TEXT, [CHART, other]).html
    shown = videos.said(html, "Play on %(site)s", "See the picture")
    assert shown.count('class="video pictured"') == 2
    assert shown.count('class="video"') == 1
    assert videos.in_html(html) == [FILM] * 3  # the players keep their numbers


def test_mails_the_editor_and_another_description_know_nothing_of_it():
    html = render(f"[image 1]\n{FILM}", TEXT, [CHART]).html
    assert "[Image – A hand" in dressing.for_mail(html, "https://site")
    assert "<figure" in dressing.to_edit(html, [CHART])
    html, _text = pictures.redescribed(html, "", replace(CHART, description="A knot"))
    assert "pictured" in videos.said(html, "%(site)s", "See the picture")
    assert 'alt="A knot"' in videos.said(html, "%(site)s", "See the picture")


def test_what_is_hostile_makes_no_still():
    fake = '<a class="picture" href="/x"><img src="https://evil.example/1"></a>'
    shown = said(f"<div>{fake}<br>{FILM}</div>", HTML)
    assert "evil" not in shown
    assert "pictured" not in shown
