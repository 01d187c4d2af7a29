"""Characters that hide, reorder or pile up what others read: taken out of everything people write."""

import re

# Overrides and isolates of direction, zero-width characters that join nothing, tags, controls.
# Kept: the joiners that emoji and Persian need (200C, 200D) and the marks of direction (200E, 200F).
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
_PILED_MARKS = re.compile(
    "([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{4})"
    "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)
_LINE_ENDS = re.compile("\r\n?|\u2028|\u2029|\x85")


def tidy(text: str) -> str:
    """The same text without tricks; line ends are \\n."""
    return _PILED_MARKS.sub(r"\1", _HIDDEN.sub("", _LINE_ENDS.sub("\n", text)))


def one_line(text: str) -> str:
    """A title or a file name: tidy, on one line, single spaces."""
    return single_spaced(tidy(text).replace("\u200c", "").replace("\u200d", ""))


def single_spaced(text: str) -> str:
    """On one line, with single spaces; the no-break spaces that French typography asks for stay."""
    return re.sub(r"[^\S\u00a0\u202f]+", " ", text).strip()
