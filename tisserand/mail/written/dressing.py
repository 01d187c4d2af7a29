"""From safe HTML to what is shown: formulas, code and videos find their form. And the way back, for the
editor and for mails. Everything here is given the sanitiser's own HTML, or ours."""

import json
import re
from collections.abc import Sequence
from html import escape, unescape

from . import formulas, pictures, snippets, videos
from .pictures import Picture
from .pieces import Pieces

# What the sanitiser writes: a quotation mark within a value is an entity.
_TAG = re.compile(r"<(/?)([a-z0-9]+)((?:\"[^\"]*\"|[^\">])*)>")
_FIGURE = re.compile(r'<figure\b[^>]{0,200}?\bdata-trix-attachment="([^"]{1,3000})"[^>]{0,3000}>', re.I)
_TOKEN = re.compile(r"/files/([0-9a-f]{32})/")
_PRE = re.compile(r"<pre>((?:(?!</?pre>).)*)</pre>", re.S)
_LINE_START, _LINE_END = r"(?P<before>^|<p>|<div>|<br>\s*|<li>|\n)", r"(?=</p>|</div>|</li>|<br>|\n|$)"
_FENCE = re.compile(
    _LINE_START + r"```(?P<language>[\w+#-]{0,20})<br>(?P<code>(?:(?!```)[^<]|<br>)*?)<br>```" + _LINE_END
)
_ALONE = re.compile(
    _LINE_START
    + r'(?:<a href="(?P<url>https://[^"]+)"[^>]*>(?P<name>[^<]{1,500})</a>|(?P<bare>https://[^\s<"]{4,500}))'
    + r"[ \t]*"
    + _LINE_END
)
_MATHS = re.compile(
    r'(?:<span class="formula" tabindex="0">)?<math(?P<attributes>[^>]*)>.*?</math>(?:</span>)?', re.S
)
_WORDS = re.compile(r'alttext="([^"]*)"')
_CODE = re.compile(
    r'<pre class="code" tabindex="0"><code(?: class="language-([a-z]+)")?>(.*?)</code></pre>', re.S
)
_SILENT = frozenset(["pre", "code", "a"])


def dressed(html: str) -> str:
    """The HTML of the visual editor or of a mail with its formulas, code and videos."""
    html = _PRE.sub(lambda found: snippets.block(_lines(found[1])), html) if "<pre>" in html else html
    if "```" in html:
        html = _FENCE.sub(lambda f: f["before"] + snippets.block(_lines(f["code"]), f["language"]), html)
    if "$" in html or "\\(" in html or "\\[" in html:
        html = _with_formulas(html)
    return with_videos(html)


def with_videos(html: str) -> str:
    """The HTML with a still for each link to a video that stands alone on its line."""
    if "https://" not in html:
        return html
    left = [videos.MOST]

    def put(found: re.Match[str]) -> str:
        url = unescape(found["url"] or found["bare"])
        still = videos.still(url, unescape(found["name"] or "").strip()) if left[0] else None
        if still is None:
            return found[0]
        left[0] -= 1
        return found["before"] + still

    return _ALONE.sub(put, html)


def pictures_taken(source: str, pieces: Pieces, known: Sequence[Picture]) -> str:
    """What the editor sends, before it is sanitised, with the mark of each picture in its place, once."""
    by_token = {picture.token: picture for picture in known}

    def take(found: re.Match[str]) -> str:
        token = token_in(found[1])
        picture = by_token.pop(token, None) if token else None
        return (pieces.keep(picture.html) if picture else "") + "<figure>"

    return _FIGURE.sub(take, source) if by_token else source


def tokens_in(source: str) -> list[str]:
    """Those of the pictures that the editor has put in a text."""
    return [token for found in _FIGURE.finditer(source) if (token := token_in(found[1]))]


def token_in(attachment: str) -> str | None:
    found = _TOKEN.search(unescape(attachment))
    return found[1] if found else None


def figure(picture: Picture) -> str:
    """A picture as the editor takes it, and sends it back."""
    said = {
        "contentType": "image/webp",
        "url": picture.url,
        "width": picture.width,
        "height": picture.height,
        "filename": picture.description,
    }
    return f'<figure data-trix-attachment="{escape(json.dumps(said))}"></figure>'


def to_edit(html: str, known: Sequence[Picture] = ()) -> str:
    """The HTML for the visual editor: formulas and code as they are written, pictures as it holds them."""
    for picture in known:
        html = pictures.changed(html, picture, figure(picture))
    html = _MATHS.sub(lambda found: escape(_formula_in(found), quote=False), videos.links_again(html))
    return _CODE.sub(lambda found: _typed(_bare(found[2]), found[1] or ""), html)


def for_mail(html: str, site: str) -> str:
    """The HTML for a mail: no picture and no player in it, links that lead to them; formulas as written."""
    html = videos.links_again(pictures.links_again(html, site))
    html = _MATHS.sub(lambda found: f"<code>{escape(_formula_in(found), quote=False)}</code>", html)
    return _CODE.sub(lambda found: f"<pre>{_bare(found[2])}</pre>", html)


def _formula_in(maths: re.Match[str]) -> str:
    words = _WORDS.search(maths["attributes"])
    return formulas.written(
        unescape(words[1]) if words else "", shown='display="block"' in maths["attributes"]
    )


def _bare(code: str) -> str:
    return re.sub(r"</?span[^>]*>", "", code)


def _typed(words: str, language: str) -> str:
    """Code as the editor shows it: its own block, or with its language as it would be typed."""
    if not language:
        return f"<pre>{words}</pre>"
    lines = words.replace(" ", "\u00a0").replace("\n", "<br>")
    return f"<div>```{language}<br>{lines}<br>```</div>"


def _with_formulas(html: str) -> str:
    """Formulas in the words of the HTML, save in links and code."""
    out, end, silent, left = [], 0, 0, [formulas.MOST]
    for tag in _TAG.finditer(html):
        out.append(_words(html[end : tag.start()], silent, left))
        out.append(tag[0])
        if tag[2] in _SILENT:
            silent = max(silent + (-1 if tag[1] else 1), 0)
        end = tag.end()
    return "".join([*out, _words(html[end:], silent, left)])


def _words(html: str, silent: int, left: list[int]) -> str:
    if silent or not html or ("$" not in html and "\\" not in html):
        return html
    pieces = formulas.put_in(unescape(html), left)
    if len(pieces) == 1:
        return html
    return "".join(
        escape(piece, quote=False) if isinstance(piece, str) else formulas.drawn(piece[0], shown=piece[1])
        for piece in pieces
    )


def _lines(html: str) -> str:
    """The lines of a block of code of the editor."""
    text = re.sub(r"<br>", "\n", html)
    return unescape(re.sub(r"</?[a-z][^<>]*>", "", text)).replace("\u00a0", " ")
