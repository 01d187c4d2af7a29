"""A plan as a file: to be given to another community, another company; and the plans that come with us.

JSON: `{"tisserand": "plan", "version": 1, "name": …, "summary": …, "items": [{"kind", "days", "title", …}]}`.
A text is a string, or one for each language: `{"fr": …, "en": …}`. See docs/formats/plan.md.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from . import audiences, meanings, merging, questions
from .models import Plan, PlanItem, Written

HERE = Path(__file__).parent / "built_in"
MOST_ITEMS, MOST_BYTES = 200, 500_000
VERSION = 1
# What an item says in the file, and what stands for it when it says nothing.
FIELDS: dict[str, Any] = {
    "kind": None,
    "to": Written.To.LEARNERS.value,
    "audience": "everyone",
    "anchor": Written.Anchor.START.value,
    "room_day": 1,
    "days": 0,
    "at": "09:30",
    "title": None,
    "purpose": "",
    "text": "",
    "answers": [],
    "questions": [],
    "session_kind": "",
    "minutes": None,
    "asks_intention": False,
}


@dataclass(frozen=True)
class PlanFile:
    """What a file says, checked: `items` are not saved, and belong to no plan yet."""

    name: str
    summary: str
    language: str
    items: list[PlanItem]


def read(content: bytes, language: str) -> PlanFile:
    """The plan of a file, in this language. Raises ValidationError that names what is wrong, and where."""
    if len(content) > MOST_BYTES:
        raise ValidationError(_("This file is too large to be a plan."))
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        raise ValidationError(_("This file is not a plan: it cannot be read.")) from None
    if not isinstance(said, dict) or said.get("tisserand") != "plan":
        raise ValidationError(_("This file is not a plan of Tisserand."))
    if said.get("version") != VERSION:
        raise ValidationError(_("This plan was written by another version, that is not known here."))
    items = said.get("items")
    if not isinstance(items, list) or not items or len(items) > MOST_ITEMS:
        raise ValidationError(_("A plan has from one to %(most)s items.") % {"most": MOST_ITEMS})
    name = _text(said.get("name"), language)
    if not name:
        raise ValidationError(_("This plan has no name."))
    found = [_item(one, number, language) for number, one in enumerate(items, 1)]
    return PlanFile(name[:120], _text(said.get("summary"), language)[:300], language, found)


def _text(said, language: str) -> str:
    if isinstance(said, dict):
        said = said.get(language) or next(iter(said.values()), "")
    return said.strip() if isinstance(said, str) else ""


def _item(said, number: int, language: str) -> PlanItem:
    if not isinstance(said, dict):
        raise _wrong(number, _("it is not an item"))
    values = {name: said.get(name, usual) for name, usual in FIELDS.items()}
    for name in ("title", "purpose", "text"):
        values[name] = _text(values[name], language)
    values["answers"] = _answers(values["answers"], number, language)
    values["questions"] = _questions(values["questions"], number, language)
    if values["answers"] and values["questions"]:
        raise _wrong(number, _("it has buttons or questions, not both"))
    asked = questions.words_of(values["questions"])
    if unknown := merging.unknown(values["title"] + values["text"] + asked):
        raise _wrong(number, _("nothing fills “%(place)s”") % {"place": "{" + unknown[0] + "}"})
    if values["audience"] not in list(audiences.AUDIENCES):
        raise _wrong(number, _("unknown people: “%(key)s”") % {"key": values["audience"]})
    item = PlanItem(position=number, **values)
    try:
        item.clean_fields(exclude=["plan"])
    except ValidationError as error:
        field, problems = next(iter(error.message_dict.items()))
        raise _wrong(number, f"{field}: {problems[0]}") from None
    return item


def _answers(said, number: int, language: str) -> list[dict]:
    if isinstance(said, list):
        said = [
            {**one, "label": _text(one.get("label"), language)} if isinstance(one, dict) else one
            for one in said
        ]
    try:
        return meanings.clean(said)
    except ValueError as error:
        raise _wrong(number, str(error)) from None


def _questions(said, number: int, language: str) -> list[dict]:
    try:
        return questions.clean(_in_language(said, language))
    except ValueError as error:
        raise _wrong(number, f"questions: {error}") from None


def _in_language(said, language: str):
    """The same questions with each text in one language; what has another shape stays, to be refused."""
    if isinstance(said, list):
        return [_in_language(one, language) for one in said]
    if not isinstance(said, dict):
        return said
    texts = {name: _text(said[name], language) for name in ("ask", "label", "comment") if name in said}
    more = {"choices": _in_language(said["choices"], language)} if "choices" in said else {}
    return {**said, **texts, **more}


def _wrong(number: int, problem: str) -> ValidationError:
    return ValidationError(_("Item %(number)s: %(problem)s") % {"number": number, "problem": problem})


def write(plan: Plan) -> str:
    """The plan as a file that `read` gives back equal."""
    items = [{name: _plain(getattr(item, name)) for name in FIELDS} for item in plan.items.all()]
    said = {"tisserand": "plan", "version": VERSION, "name": plan.name, "summary": plan.summary}
    return json.dumps(said | {"items": items}, ensure_ascii=False, indent=1)


def _plain(value):
    return f"{value:%H:%M}" if hasattr(value, "hour") else value


@cache
def built_in(key: str, language: str) -> PlanFile:
    """A plan that comes with us. Raises KeyError when there is none of that name."""
    if key not in names():
        raise KeyError(key)
    return read((HERE / f"{key}.json").read_bytes(), language)


@cache
def names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in HERE.glob("*.json")))
