"""The form of a ballot, the same on the page and by a link in a mail."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Option, Poll

MISSING = {"required": gettext_lazy("Choose an answer first.")}


class BallotForm(forms.Form):
    """`ballot` gives the options chosen, those preferred first."""

    def __init__(self, *args, poll: Poll, options: Sequence[Option], mine: Sequence[int] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.poll, self.options = poll, options
        if poll.ranked:
            self._ask_for_ranks(list(mine))
        else:
            self._ask_to_choose([str(pk) for pk in mine])

    def _ask_to_choose(self, mine: list[str]) -> None:
        choices = [(str(option.pk), option.label) for option in self.options]
        if self.poll.method == Poll.Method.SINGLE:
            field: forms.ChoiceField = forms.ChoiceField(widget=forms.RadioSelect, error_messages=MISSING)
            field.label = _("Choose an answer.")
            self.initial.setdefault("answer", mine[0] if mine else None)
        else:
            field = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, error_messages=MISSING)
            field.label = _("Choose one answer or several.")
            self.initial.setdefault("answer", mine)
        field.choices = choices
        self.fields["answer"] = field

    def _ask_for_ranks(self, mine: list[int]) -> None:
        ranks = [("", "—"), *((str(rank), str(rank)) for rank in range(1, len(self.options) + 1))]
        for option in self.options:
            known = mine.index(option.pk) + 1 if option.pk in mine else ""
            name = f"rank-{option.number}"
            self.fields[name] = forms.ChoiceField(label=option.label, choices=ranks, required=False)
            self.initial.setdefault(name, str(known))

    def clean(self) -> dict:
        said = super().clean() or self.cleaned_data
        if not self.errors:
            said["ballot"] = self._ranked(said) if self.poll.ranked else self._chosen(said)
        return said

    def _chosen(self, said: dict) -> list[int]:
        answer = said["answer"]
        return [int(pk) for pk in ([answer] if isinstance(answer, str) else answer)]

    def _ranked(self, said: dict) -> list[int]:
        given = [(said.get(f"rank-{option.number}"), option.pk) for option in self.options]
        ranked = sorted((int(rank), pk) for rank, pk in given if rank)
        if not ranked:
            raise ValidationError(_("Give 1 to the answer you prefer, then 2, and so on."))
        if len({rank for rank, _pk in ranked}) < len(ranked):
            raise ValidationError(_("Two answers have the same place: give each its own."))
        return [pk for _rank, pk in ranked]


def form_of(poll: Poll, options: Sequence[Option], mine: Sequence[int] = ()) -> type[forms.Form]:
    """The form of this poll, as a class that takes what any form takes."""

    class ThisBallotForm(BallotForm):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, poll=poll, options=options, mine=mine, **kwargs)

    return ThisBallotForm
