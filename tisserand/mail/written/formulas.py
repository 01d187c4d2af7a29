"""Formulas in texts, written as in LaTeX: `$…$`, `\\(…\\)` in a line, `$$…$$`, `\\[…\\]` on their own. They
become MathML at writing, with what was written kept in `alttext`; what is not a formula stays as it is.

A price is never one. The converter knows no command that leads elsewhere or dresses, refuses what it does not
know, and of what it makes only the names listed here come out.
"""

import re
from html import escape
from xml.etree import ElementTree

from math_core import LatexToMathML

LONGEST = 1_000  # characters of one formula
MOST = 60  # formulas of one text; the others stay as they were written
LARGEST = 20_000  # characters of MathML for one formula
DEEPEST = 25  # groups within each other
LONG_LINE = 30  # characters that a small phone holds on one line

# What stands before an opening dollar, and after a closing one, is no letter and no digit: « 5$ », « US$ ».
_MATHS = re.compile(
    r"""(?<![\w$\\])\$\$(?P<shown>[^$\n][^$]{0,998}?)\$\$(?![\w$])
    |(?<![\w$\\€£])\$(?P<inline>[^\s$](?:[^$\n]{0,998}?[^\s$\\])?)\$(?![\w$])
    |\\\((?P<round>(?:(?!\\\()[^\n]){1,998}?)\\\)
    |\\\[(?P<square>(?:(?!\\\[)[^$]){1,998}?)\\\]""",
    re.X,
)
_COMMAND = re.compile(r"\\(?:text|mathrm|operatorname|mathbf|begin|end)\{[^{}]*\}|\\[a-zA-Z]+")
# Words of a language, which a formula does not hold outside \text{…}.
_SENTENCE = re.compile(r"[^\W\d_]{2,}[^\w\\^_{}=+<>/*-]+[^\W\d_]{2,}|[^\W\d_]{4,}|[€£]")
_PRICE = re.compile(r"[\d\s.,]+")

_NAMES_WRITTEN = """
    math mrow mi mn mo mtext mspace ms mfrac msqrt mroot msub msup msubsup munder mover munderover
    mmultiscripts mprescripts mtable mtr mtd mpadded mphantom mstyle menclose
"""
_ATTRIBUTES_WRITTEN = """
    display displaystyle scriptlevel stretchy symmetric largeop movablelimits accent accentunder lspace
    rspace minsize maxsize form fence separator linethickness width height depth columnalign rowspacing
    columnspacing columnlines rowlines mathvariant
"""
_NAMES, _ATTRIBUTES = frozenset(_NAMES_WRITTEN.split()), frozenset(_ATTRIBUTES_WRITTEN.split())
_SAFE_VALUE = re.compile(r"[\w .%+-]{0,60}")
_converter = LatexToMathML(fancy_error=False, max_expansions=50)


def found(text: str, start: int = 0) -> tuple[re.Match[str], str, bool] | None:
    """The formula that begins at `start`: where, its words, and whether it stands on its own line."""
    match = _MATHS.match(text, start)
    return (match, *_said(match)) if match else None


def put_in(text: str, left: list[int]) -> list[str | tuple[str, bool]]:
    """The text in pieces: plain ones, and (words of a formula, on its own). `left`: how many may still be."""
    pieces: list[str | tuple[str, bool]] = []
    end = 0
    for match in _MATHS.finditer(text):
        words, shown = _said(match)
        if left[0] <= 0 or not is_one(words, sure=match.lastgroup != "inline"):
            continue
        left[0] -= 1
        pieces += [text[end : match.start()], (words, shown)]
        end = match.end()
    return [*pieces, text[end:]]


def is_one(words: str, *, sure: bool) -> bool:
    """Whether it reads as a formula: between single dollars, ordinary words say that it is none."""
    if len(words) > LONGEST or _depth(words) > DEEPEST:
        return False
    return sure or not (_PRICE.fullmatch(words) or _SENTENCE.search(_COMMAND.sub(" 0 ", words)))


def drawn(words: str, *, shown: bool) -> str:
    """A formula as HTML; as it was written, in a line of code, when it cannot be read."""
    maths = _mathml(words, shown)
    if maths is None:
        return f"<code>{escape(written(words, shown=shown), quote=False)}</code>"
    if shown or len(words) > LONG_LINE:  # wider than a phone, it scrolls: also by keyboard
        return f'<span class="formula" tabindex="0">{maths}</span>'
    return maths


def written(words: str, *, shown: bool) -> str:
    return f"$${words}$$" if shown else f"${words}$"


def _said(match: re.Match[str]) -> tuple[str, bool]:
    words = match["shown"] or match["square"]
    inline = match["inline"] or match["round"]
    return (words or inline or "").strip(), words is not None


def _mathml(words: str, shown: bool) -> str | None:
    try:
        made = _converter.convert_with_local_state(words, displaystyle=shown)
        root = ElementTree.fromstring(made)  # noqa: S314  made by the converter, without entities
    except BaseException as error:  # a fault in compiled code is none of these, and says so by its name
        if isinstance(error, KeyboardInterrupt | SystemExit | GeneratorExit | MemoryError):
            raise
        return None
    if len(made) > LARGEST or not all(_may_come_out(element) for element in root.iter()):
        return None
    root.set("alttext", words)
    return ElementTree.tostring(root, encoding="unicode")


def _may_come_out(element: ElementTree.Element) -> bool:
    for name in [name for name in element.attrib if name not in _ATTRIBUTES]:
        del element.attrib[name]
    return element.tag in _NAMES and all(_SAFE_VALUE.fullmatch(value) for value in element.attrib.values())


def _depth(words: str) -> int:
    depth = deepest = 0
    for sign in re.findall(r"\\left|\\right|\\begin|\\end|\\\\|\\[{}]|[{}]", words):
        depth += {"{": 1, "\\left": 1, "\\begin": 1, "}": -1, "\\right": -1, "\\end": -1}.get(sign, 0)
        deepest = max(deepest, depth)
    return deepest + words.count("\\sqrt") // 4
