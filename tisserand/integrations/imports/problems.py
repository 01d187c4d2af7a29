"""What is wrong in a file, where, and in words. Kept as codes, told in the language of whoever reads."""

from dataclasses import asdict, dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

SENTENCES = {
    "email": gettext_noop("“{value}” is not a complete address."),
    "phone": gettext_noop("“{value}” is not a phone number we can dial."),
    "language": gettext_noop("“{value}” is not a language spoken here (fr or en)."),
    "role": gettext_noop("“{value}” is not a role known here (learner, expert, community manager)."),
    "long": gettext_noop("“{value}” is too long: {other} characters at most."),
    "nobody": gettext_noop("no name, no e-mail and no phone: nobody can be recognised."),
    "two-people": gettext_noop("“{value}” is already the address of {other}: two people cannot share one."),
    "two-members": gettext_noop("“{value}” could be several members: give an e-mail or a phone to tell who."),
    "left": gettext_noop("“{value}” has left this community, and is not brought back by a file."),
    "date": gettext_noop("“{value}” is not a date and time we can read."),
    "future": gettext_noop("“{value}” has not happened yet."),
    "who-empty": gettext_noop("nobody is named."),
    "who-unknown": gettext_noop("“{value}” is nobody known here."),
    "cells": gettext_noop("the line has {value} cells where {other} were expected."),
    "message-empty": gettext_noop("the message “{value}” says nothing."),
    "message-date": gettext_noop(
        "the message “{value}” bears no date that can be read; placed after the one before it."
    ),
    "message-author": gettext_noop("the message “{value}” has no author; written as “Someone”."),
    "message-big": gettext_noop("the message “{value}” was very long; its end was cut."),
    "message-twice": gettext_noop("the message “{value}” comes twice; the first one is kept."),
    "message-odd": gettext_noop("the message “{value}” cannot be read: {other}."),
    "post-long": gettext_noop("the post “{value}” is too long: 50,000 characters at most."),
    "post-empty": gettext_noop("the post “{value}” says nothing."),
    "json": gettext_noop("the line is not well-formed JSON: look at character {value}."),
    "json-kind": gettext_noop("the line is JSON, but not an object in braces."),
    "json-missing": gettext_noop("“{value}” is missing."),
    "json-value": gettext_noop("“{value}” is not accepted for “{other}”."),
    "json-thread": gettext_noop("it replies to “{value}”, which is nowhere in this file nor here."),
    "json-twice": gettext_noop("the post “{value}” comes twice; the first one is kept."),
    "file-empty": gettext_noop("There is nothing in this file."),
    "file-big": gettext_noop("This file is too big: {other} MB at most."),
    "file-rows": gettext_noop("This file has too many lines: {other} at most in one load."),
    "file-unreadable": gettext_noop(
        "This file cannot be opened: it is damaged, protected by a password, or not a spreadsheet."
    ),
    "file-kind": gettext_noop("This does not look like {other}."),
    "file-columns": gettext_noop("No column says {value}."),
    "file-mostly-bad": gettext_noop(
        "More than half of the first lines cannot be read with these columns. Nothing was stored."
    ),
    "file-gone": gettext_noop("The file is no longer here. Please choose it again."),
    "stopped": gettext_noop(
        "The load stopped on an unexpected trouble. Run it again: what is already in is recognised."
    ),
}

MOST_TOLD = 200  # of one load

# Words that stand in a sentence above.
_THINGS = {
    "mailbox": gettext_noop("a mail archive (mbox) nor a JSON Lines file of posts"),
    "table": gettext_noop("a CSV or Parquet file"),
    "who": gettext_noop("who"),
    "when": gettext_noop("when"),
    "people": gettext_noop("who: a name, an e-mail or a phone"),
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


@dataclass
class Tally:
    """What a load counts as it goes. `problems` tells the first of all that is `bad`; `share` goes to 1."""

    bad: int = 0
    share: float = 0.0
    problems: list[Problem] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        return {name: value for name, value in vars(self).items() if isinstance(value, int)}

    def note(self, problem: Problem) -> None:
        self.bad += 1
        if len(self.problems) < MOST_TOLD:
            self.problems.append(problem)


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
