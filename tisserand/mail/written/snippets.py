"""Code in texts: in a block that scrolls, its kinds of words told apart at writing."""

import re
from html import escape

from pygments.lexers import get_lexer_by_name
from pygments.token import Token, _TokenType

LONGEST = 10_000  # characters that are looked into; longer code is shown plain
WIDEST = 200  # characters of a line: lexers take a time that grows as its square
LARGEST = 6  # times what was written: beyond, it is shown plain

# The languages of courses. Others are shown plain, under their name.
_LANGUAGES = {
    alias: language
    for language, aliases in {
        "python": "python py python3",
        "javascript": "javascript js",
        "typescript": "typescript ts",
        "html": "html",
        "css": "css",
        "sql": "sql",
        "bash": "bash sh shell console",
        "json": "json",
        "yaml": "yaml yml",
        "xml": "xml",
        "java": "java",
        "c": "c",
        "cpp": "cpp c++",
        "csharp": "csharp c# cs",
        "php": "php",
        "r": "r",
        "rust": "rust",
        "go": "go golang",
        "diff": "diff",
    }.items()
    for alias in aliases.split()
}
# Kinds of words and the class of each: what helps reading, no more.
_CLASSES = (
    (Token.Comment, "c"),
    (Token.Keyword, "k"),
    (Token.Operator.Word, "k"),
    (Token.Name.Tag, "k"),
    (Token.Literal.String, "s"),
    (Token.Generic.Inserted, "s"),
    (Token.Literal.Number, "n"),
    (Token.Name.Function, "f"),
    (Token.Name.Class, "f"),
    (Token.Name.Attribute, "f"),
    (Token.Generic.Deleted, "d"),
)
_FENCE = re.compile(r"^[ \t]{0,3}(?P<fence>`{3,}|~{3,})[ \t]*(?P<language>[\w+#-]{0,20})[ \t]*$", re.M)


def block(code: str, language: str = "") -> str:
    """A block of code as HTML; `language` is what its writer called it."""
    known = _LANGUAGES.get(language.strip().lower(), "")
    mark = f' class="language-{known}"' if known else ""
    return (
        f'<pre class="code" tabindex="0"><code{mark}>{_told_apart(code.strip(chr(10)), known)}</code></pre>'
    )


def fences(text: str) -> list[str | tuple[str, str]]:
    """The text in pieces: plain ones, and (code, language) of what stands between two ``` lines."""
    pieces: list[str | tuple[str, str]] = []
    end, opened = 0, None
    for found in _FENCE.finditer(text):
        if opened is None:
            opened = found
        elif found["fence"].startswith(opened["fence"]) and not found["language"]:
            pieces += [
                text[end : opened.start()],
                (text[opened.end() + 1 : found.start()], opened["language"]),
            ]
            end, opened = found.end(), None
    return [*pieces, text[end:]]


def _told_apart(code: str, language: str) -> str:
    plain = escape(code, quote=False)
    if not language or len(code) > LONGEST or max(map(len, code.split("\n"))) > WIDEST:
        return plain
    lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    html = "".join(_word(kind, said) for kind, said in lexer.get_tokens(code))
    return html if len(html) <= LARGEST * len(plain) + 200 else plain


def _word(kind: _TokenType, said: str) -> str:
    name = next((name for parent, name in _CLASSES if kind in parent), "")
    shown = escape(said, quote=False)
    return f'<span class="{name}">{shown}</span>' if name and shown.strip() else shown
