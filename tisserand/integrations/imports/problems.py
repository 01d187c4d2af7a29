"""What is wrong in a file, where, and in words. Kept as codes, told in the language of whoever reads."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as word

SENTENCES = {
    "email": word("“{value}” is not a complete address."),
    "phone": word("“{value}” is not a phone number we can dial."),
    "language": word("“{value}” is not a language spoken here (fr or en)."),
    "role": word("“{value}” is not a role known here (learner, expert, community manager)."),
    "long": word("“{value}” is too long: {other} characters at most."),
    "nobody": word("no name, no e-mail and no phone: nobody can be recognised."),
    "two-people": word("“{value}” is already the address of {other}: two people cannot share one."),
    "two-members": word("“{value}” could be several members: give an e-mail or a phone to tell who."),
    "left": word("“{value}” has left this community, and is not brought back by a file."),
    "date": word("“{value}” is not a date and time we can read."),
    "future": word("“{value}” has not happened yet."),
    "who-empty": word("nobody is named."),
    "who-unknown": word("“{value}” is nobody known here."),
    "cells": word("the line has {value} cells where {other} were expected."),
    "message-empty": word("the message “{value}” says nothing once quotes are set aside."),
    "message-date": word(
        "the message “{value}” bears no date that can be read; placed after the one before it."
    ),
    "message-author": word("the message “{value}” has no author; written as “Someone”."),
    "message-big": word("the message “{value}” was very long; its end was cut."),
    "message-twice": word("the message “{value}” comes twice; the first one is kept."),
    "message-odd": word("the message “{value}” cannot be read: {other}."),
    "post-long": word("the post “{value}” is too long: 50,000 characters at most."),
    "post-empty": word("the post “{value}” says nothing."),
    "json": word("the line is not a JSON object: {value}."),
    "json-missing": word("“{value}” is missing."),
    "json-value": word("“{value}” is not accepted for “{other}”."),
    "json-thread": word("it replies to “{value}”, which is nowhere in this file nor here."),
    "json-twice": word("the post “{value}” comes twice; the first one is kept."),
    "file-empty": word("There is nothing in this file."),
    "file-big": word("This file is too big: {other} MB at most."),
    "file-rows": word("This file has too many lines: {other} at most in one load."),
    "file-unreadable": word(
        "This file cannot be opened: it is damaged, protected by a password, or not a spreadsheet."
    ),
    "file-kind": word("This does not look like {other}."),
    "file-columns": word("No column says {value}."),
    "file-mostly-bad": word(
        "More than half of the first lines cannot be read with these columns. Nothing was stored."
    ),
    "file-gone": word("The file is no longer here. Please choose it again."),
    "stopped": word(
        "The load stopped on an unexpected trouble. Run it again: what is already in is recognised."
    ),
}

# Words that stand in a sentence above.
_THINGS = {
    "mailbox": word("a mail archive (mbox) nor a JSON Lines file of posts"),
    "table": word("a CSV or Parquet file"),
    "who": word("who"),
    "when": word("when"),
    "people": word("who: a name, an e-mail or a phone"),
}


@dataclass(frozen=True)
class Problem:
    """`line` counts as the person's own tool does, from 1; `column` is its heading in the file."""

    code: str
    value: str = ""
    other: str = ""
    line: int | None = None
    column: str = ""

    @property
    def text(self) -> str:
        """The whole sentence, with its place, in the language now active."""
        value, other = (
            str(_(_THINGS[part])) if part in _THINGS else part for part in (self.value, self.other)
        )
        what = _(SENTENCES[self.code]).format(value=shorten(value), other=other)
        if self.line is None:
            return what
        if self.column:
            return _("Line {line}, column “{column}”: {what}").format(
                line=self.line, column=shorten(self.column), what=what
            )
        return _("Line {line}: {what}").format(line=self.line, what=what)

    def stored(self) -> dict:
        return asdict(self)


class CannotRead(Exception):
    """The file as a whole is refused; `problem` says why in words."""

    def __init__(self, code: str, **values):
        self.problem = Problem(code, **values)
        super().__init__(code)

    def __str__(self) -> str:
        return self.problem.text


def shorten(text: str, limit: int = 60) -> str:
    text = " ".join(text.split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
