"""Links to videos: a light still drawn by us, and the player only for who asks for it.

Nothing is asked of the other site, neither by the server nor by the browser, before somebody presses.
"""

import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import parse_qs, quote, urlsplit

MOST = 10  # stills in one text; further links stay links
_UUID = r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}"
_PEERTUBE = re.compile(rf"/(?:w|videos/watch)/([1-9A-HJ-NP-Za-km-z]{{22}}|{_UUID})")
_HOST = re.compile(r"(?=.{4,100}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,20}")
_PLAIN_QUERY = re.compile(r"[\w=&%.~+-]{0,300}", re.A)
_STILL = re.compile(
    r'<a class="video" href="([^"]+)"[^>]*><span class="video-name">(.*?)</span>(.*?)</a>', re.S
)
# A picture on the line above a still, without an empty one between: what its author wants to be seen.
_PICTURED = re.compile(
    r'<a class="picture" href="([^"]+)">(<img [^>]*>)</a>\s*(?:<br>|</div>\s*<div>)\s*'
    r'<a class="video"( href="[^"]+"[^>]*>)(.*?</a>)',
    re.S,
)
ASK = re.compile(r"<!--play ([a-z0-9.-]+)-->")


@dataclass(frozen=True)
class Video:
    """`site`: whom one visits by playing it. `player`: the page of it that a frame holds, or the film itself
    (`film`)."""

    site: str
    player: str
    film: bool = False


def of(url: str) -> Video | None:
    """The video that an address leads to, if it is one that can be played in place."""
    try:
        parts = urlsplit(url if url.isascii() and len(url) <= 500 else "")
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return None
    if parts.scheme != "https" or port not in (None, 443) or "@" in parts.netloc or not _HOST.fullmatch(host):
        return None
    return _known(host, parts.path, parse_qs(parts.query, max_num_fields=20)) or _anywhere(host, parts)


def _known(host: str, path: str, query: dict[str, list[str]]) -> Video | None:
    if host in ("youtube.com", "m.youtube.com", "youtu.be", "youtube-nocookie.com"):
        key = path[1:] if host == "youtu.be" else (query.get("v") or [path.removeprefix("/shorts/")])[0]
        if re.fullmatch(r"[\w-]{11}", key, re.A):
            return Video("youtube.com", f"https://www.youtube-nocookie.com/embed/{key}")
    if host in ("vimeo.com", "player.vimeo.com") and (found := re.fullmatch(r"/(?:video/)?(\d{5,12})", path)):
        return Video("vimeo.com", f"https://player.vimeo.com/video/{found[1]}?dnt=1")
    if host in ("dailymotion.com", "dai.ly") and (
        found := re.fullmatch(r"/(?:video/)?([a-z0-9]{5,12})", path)
    ):
        return Video("dailymotion.com", f"https://geo.dailymotion.com/player.html?video={found[1]}")
    return None


def _anywhere(host: str, parts) -> Video | None:
    """PeerTube is told by the form of its addresses, a film by its ending."""
    if found := _PEERTUBE.fullmatch(parts.path):
        return Video(host, f"https://{host}/videos/embed/{found[1]}?p2p=0")
    if parts.path.endswith(".mp4") and _PLAIN_QUERY.fullmatch(parts.query):
        query = f"?{parts.query}" if parts.query else ""
        return Video(host, f"https://{host}{quote(parts.path, safe='/%')}{query}", film=True)
    return None


def still(url: str, name: str) -> str | None:
    """What stands in place of a link to a video, which it stays without script: its name, or its site's. The
    invitation is said in the language of who reads (`said`)."""
    video = of(url)
    if video is None:
        return None
    name = name if name and name != url else video.site
    return (
        f'<a class="video" href="{escape(url)}" rel="nofollow noopener"><span class="video-name">'
        f"{escape(name, quote=False)}</span><!--play {video.site}--></a>"
    )


def said(html: str, words: str, see: str) -> str:
    """The HTML as a page shows it: the invitation of each still (`words`, with %(site)s, in the language of
    the page), and in it the picture of the line above, with its description; it still opens by the link
    `see`, in words too."""
    ask, opens = escape(words, quote=False), escape(see, quote=False)

    def pictured(found: re.Match[str]) -> str:
        url, picture, address, rest = found.groups()
        whole = f'<a class="picture-whole" href="{url}">{opens}</a>'
        return f'<a class="video pictured"{address}{picture}{rest}{whole}'

    html = _PICTURED.sub(pictured, html)
    return ASK.sub(lambda found: f' <span class="video-ask">{ask % {"site": found[1]}}</span>', html)


def links_again(html: str) -> str:
    """The HTML with plain links instead of stills: for the editor and for mails."""
    return _STILL.sub(r'<a href="\1">\2</a>', html)


def in_html(html: str) -> list[str]:
    """The addresses of the videos of a text, in order."""
    return [unescape(found[1]) for found in _STILL.finditer(html)]
