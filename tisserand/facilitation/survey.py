"""The questions of a mail as a small form of their own: read and answered without signing in."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from tisserand.mail.characters import tidy

from .answering import Said
from .models import Answer, Sending


def _name(question: int) -> str:
    return f"question-{question}"


def form_of(questions: list[dict]) -> type[forms.Form]:
    """A form of these questions, none of which must be answered; one at least."""

    class Survey(forms.Form):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            for place, one in enumerate(questions):
                self.fields[_name(place)] = _field(one, place + 1 if len(questions) > 1 else 0)

        def clean(self):
            said = super().clean()
            if not self.errors and not said_in(questions, said or {}):
                raise ValidationError(_("Answer one question at least."))
            return said

    return Survey


def _field(question: dict, number: int) -> forms.Field:
    label = f"{number}. {question['ask']}" if number else question["ask"]
    if question["choices"]:
        choices = [(str(place), one["label"]) for place, one in enumerate(question["choices"])]
        return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, required=False)
    area = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=Answer.LONGEST, widget=area, required=False)


def said_in(questions: list[dict], values: dict[str, str]) -> dict[int, Said]:
    """What the form holds, by question."""
    found = {}
    for place, one in enumerate(questions):
        value = tidy(values.get(_name(place)) or "").strip()
        if value:
            found[place] = Said(int(value)) if one["choices"] else Said(words=value)
    return found


def initial(sending: Sending, given: list[Answer], pressed: int | None = None) -> dict[str, Any]:
    """What the form begins with: what was answered before, and the button just pressed."""
    said: dict[str, Any] = {}
    for one in given:
        by_words = one.question < len(sending.questions) and not sending.questions[one.question]["choices"]
        said[_name(one.question)] = one.words if by_words else one.number
    return said | ({_name(0): pressed} if pressed is not None else {})


def lines(given: list[Answer]) -> list[dict[str, str]]:
    """What somebody answered, in the order of the questions, and what is said to it."""
    found = []
    for one in sorted(given, key=lambda one: one.question):
        chosen = one.choice or {}
        label = chosen.get("label", "")
        words = one.words if one.words != label else ""
        said = " — ".join(filter(None, (label, words)))
        found.append({"ask": one.ask, "said": said, "comment": chosen.get("comment", "")})
    return found


def told(given: list[Answer]) -> SafeString:
    """The same, drawn: shown at once to whoever answered."""
    drawn = render_to_string("facilitation/_answered.html", {"lines": lines(given)})
    return mark_safe(drawn)  # noqa: S308  a template of ours
