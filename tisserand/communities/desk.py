"""The page of what was reported, for who decides: what waits, each with its form, and the authors who answer
a decision. Each app has one, of its own words."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tisserand.ui.notices import say

from .door import CommunityRequest
from .models import Community, Moderated
from .right_of_reply import AnswerForm, SettlementForm

SHOWN = 50


@dataclass(frozen=True)
class Desk:
    """`rows`: the reports; `place` leads from one to its community, `joined` is read with it. `settle` and
    `answer` are the acts of the app, `url` the name of its page and `template` the page."""

    rows: Any
    place: str
    joined: tuple[str, ...]
    settle: Callable[..., Any]
    answer: Callable[..., bool]
    url: str
    template: str

    def show(self, request: CommunityRequest, community: Community, **wrong: forms.Form) -> HttpResponse:
        """The page. `wrong`: forms that were refused, by what is before the first dash of their prefix and
        the number of their report."""
        waiting = self.rows.waiting(community).for_list()[:SHOWN]
        unanswered = self.rows.unanswered(community, reader=request.user).for_list()[:SHOWN]
        lines = [
            (one, wrong.get(f"report_{one.pk}") or SettlementForm(prefix=f"report-{one.pk}"))
            for one in waiting
        ]
        replies = [(one, wrong.get(f"reply_{one.pk}") or AnswerForm(one)) for one in unanswered]
        context = {"lines": lines, "replies": replies, "now": community.now()}
        return render(request, self.template, context, status=422 if wrong else 200)

    def settled(self, request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
        """A decision is posted."""
        report, form = self._named(community, pk), SettlementForm(request.POST, prefix=f"report-{pk}")
        if not self._done(form, lambda said: self.settle(report, **self._who(request), **said)):
            return self.show(request, community, **{f"report_{pk}": form})
        say(request, _("Settled. The people concerned will be told what you decided, and why."))
        return redirect(self.url, community.slug)

    def answered(self, request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
        """A word to the author is posted."""
        report = self._named(community, pk, replied_at__isnull=False)
        form, new = AnswerForm(report, request.POST), []
        if not self._done(
            form, lambda said: new.append(self.answer(report, **self._who(request), **form.said))
        ):
            return self.show(request, community, **{f"reply_{pk}": form})
        told = _("The author will read your answer."), _("Somebody has answered them already.")
        say(request, told[0] if new[0] else told[1])
        return redirect(self.url, community.slug)

    def _named(self, community: Community, pk: int, **more: Any) -> Moderated:
        rows = self.rows.select_related(*self.joined)
        return get_object_or_404(rows, **{"pk": pk, self.place: community}, **more)

    @staticmethod
    def _who(request: CommunityRequest) -> dict[str, Any]:
        return {"by": request.user, "now": request.membership.community.now()}

    @staticmethod
    def _done(form: forms.Form, act: Callable[[dict], object]) -> bool:
        """Whether the form said enough, and the act was not refused; otherwise the form says why."""
        if form.is_valid():
            try:
                act(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error.messages)
        return not form.errors
