"""Plain text with a little Markdown, as HTML to be sanitised: what we draw in it is kept in `pieces`."""

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from . import formulas, snippets
from .pictures import MARK, Picture, numbered
from .pieces import Pieces

_markdown = (
    MarkdownIt("commonmark", {"breaks": True, "linkify": True, "html": False, "maxNesting": 20})
    .enable(["linkify", "strikethrough"])
    .disable(["heading", "lheading", "code", "html_block", "html_inline", "image", "reference"])
)
_markdown.linkify.set({"fuzzy_link": False, "fuzzy_email": False})


def html_of(source: str, pieces: Pieces, pictures: Sequence[Picture]) -> str:
    drawn = {"pieces": pieces, "pictures": pictures, "left": formulas.MOST, "shown": set()}
    return _markdown.render(source, drawn)


def _formula(state: StateInline, silent: bool) -> bool:
    env, begins = state.env, state.src.startswith(("$", "\\(", "\\["), state.pos)
    found = formulas.found(state.src, state.pos) if begins and env["left"] > 0 else None
    if found is None:
        return False
    match, words, shown = found
    if not formulas.is_one(words, sure=match.lastgroup != "inline"):
        return False
    if not silent:
        env["left"] -= 1
        _put(state, formulas.drawn(words, shown=shown))
    state.pos = match.end()
    return True


def _picture(state: StateInline, silent: bool) -> bool:
    match = MARK.match(state.src, state.pos) if state.src.startswith("[", state.pos) else None
    picture = numbered(state.env["pictures"], int(match[1])) if match else None
    if match is None or picture is None or picture.number in state.env["shown"]:
        return False
    if not silent:
        state.env["shown"].add(picture.number)
        _put(state, picture.html)
    state.pos = match.end()
    return True


def _put(state: StateInline, html: str) -> None:
    token = state.push("piece", "", 0)
    token.content = state.env["pieces"].keep(html)


def _as_kept(_self, tokens, at, _options, _env) -> str:
    return tokens[at].content


def _fence(_self, tokens, at, _options, env) -> str:
    language = tokens[at].info.strip().split(" ")[0]
    return env["pieces"].keep(snippets.block(tokens[at].content, language)) + "\n"


_markdown.inline.ruler.before("escape", "formula", _formula)
_markdown.inline.ruler.before("link", "picture", _picture)
_markdown.add_render_rule("piece", _as_kept)
_markdown.add_render_rule("fence", _fence)
