"""The questions of a mail: up to five, each answered by a button or in one's own words.

Kept as a list of `{"ask": …, "choices": [{"label", "means", "comment"}]}`; without choices, it is answered in
words. A `comment` is shown to whoever made that choice, at once.

Who writes a plan types them as lines: a question, `- ` before each choice (` = help` after it says what it
means), `> ` before what is said to whoever chooses it.
"""

from typing import Any

from django.utils.translation import gettext as _

from . import meanings

MOST = 5
LONGEST, LONGEST_CHOICE, LONGEST_COMMENT = 300, 80, 600


def clean(said) -> list[dict]:
    """The same, as they are stored. Raises ValueError that says which question is wrong, and why."""
    if not isinstance(said, list) or len(said) > MOST:
        raise ValueError(_("There can be five questions at most."))
    return [_question(one, number) for number, one in enumerate(said, 1)]


def _question(said, number: int) -> dict:
    ask = str(said.get("ask", "")).strip() if isinstance(said, dict) else ""
    if not ask or len(ask) > LONGEST:
        raise _wrong(number, _("it is written in %(most)s letters at most") % {"most": LONGEST})
    choices = said.get("choices", [])
    if not isinstance(choices, list) or len(choices) > meanings.MOST or len(choices) == 1:
        raise _wrong(number, _("it has from two to five choices, or none: then one answers in words"))
    return {"ask": ask, "choices": [_choice(one, number) for one in choices]}


def _choice(said, number: int) -> dict:
    button = meanings.button(said, LONGEST_CHOICE)
    comment = said.get("comment", "") if isinstance(said, dict) else ""
    if button is None or not isinstance(comment, str) or len(comment) > LONGEST_COMMENT:
        told = {"label": LONGEST_CHOICE, "comment": LONGEST_COMMENT}
        words = _("a choice has %(label)s letters at most, a known meaning, a comment of %(comment)s letters")
        raise _wrong(number, words % told)
    return button | {"comment": comment.strip()}


def _wrong(number: int, problem: str) -> ValueError:
    return ValueError(_("Question %(number)s: %(problem)s.") % {"number": number, "problem": problem})


def words_of(questions: list[dict]) -> str:
    """All that is written in them, to look for places to fill."""
    return " ".join([text for one in questions for text in _texts(one)])


def _texts(question: dict) -> list[str]:
    said = [question["ask"]]
    for choice in question["choices"]:
        said += [choice["label"], choice["comment"]]
    return said


def read(text: str) -> list[dict]:
    """What somebody typed. Raises ValueError as `clean` does."""
    found: list[dict[str, Any]] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        if line[0] in "-–•" and found:
            found[-1]["choices"].append(_typed(line[1:].strip()))
        elif line[0] == ">" and found and found[-1]["choices"]:
            last = found[-1]["choices"][-1]
            last["comment"] = f"{last['comment']} {line[1:].strip()}".strip()
        else:
            found.append({"ask": line, "choices": []})
    return clean(found)


def _typed(said: str) -> dict:
    label, equal, means = said.rpartition("=")
    if equal and means.strip() in meanings.MEANINGS:
        return {"label": label.strip(), "means": means.strip(), "comment": ""}
    return {"label": said, "means": meanings.DEFAULT, "comment": ""}


def typed(questions: list[dict]) -> str:
    """The lines from which `read` makes them again."""
    lines = []
    for one in questions:
        lines += ["", one["ask"]]
        for choice in one["choices"]:
            usual = choice["means"] == meanings.DEFAULT
            lines.append(f"- {choice['label']}" + ("" if usual else f" = {choice['means']}"))
            lines += [f"> {choice['comment']}"] if choice["comment"] else []
    return "\n".join(lines).strip()


def commented(questions: list[dict]) -> bool:
    """Whether a choice is explained once it is made."""
    return any(choice["comment"] for one in questions for choice in one["choices"])
