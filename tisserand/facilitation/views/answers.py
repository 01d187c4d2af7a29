"""What people answered to a mail of a plan: noted for who said it aloud, given back to all."""

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tisserand.communities.door import allow, posted
from tisserand.conversations import writing
from tisserand.conversations.models import Thread
from tisserand.ui.notices import say

from .. import answering, results, survey, wording_results
from .. import drafts as drafting
from ..forms import DraftForm
from .found import planned_here


@allow("plan animation")
def note_answers(request, community, pk, member):
    """What somebody answered by telephone, or in passing: it counts as theirs."""
    one, now = planned_here(community, pk), community.now()
    draft = drafting.of(one, by=request.user, now=now, only=[member]).of(member) if one.questions else None
    if draft is None or draft.person is None:
        raise Http404
    sending = draft.sending
    given = list(sending.said.all()) if sending else []
    questions = list(draft.questions)
    first = survey.initial(sending, given) if sending else {}
    form = survey.form_of(questions)(posted(request), initial=first)
    if request.method == "POST" and form.is_valid():
        said = survey.said_in(questions, form.cleaned_data)
        kept = drafting.told(draft, one, by=request.user)
        answering.answer(kept, said, by=request.user, now=now, whole=True)
        say(request, _("Noted for %(name)s.") % {"name": draft.person.name})
        return redirect("planned", community.slug, pk)
    context = {"planned": one, "draft": draft, "form": form}
    return render(request, "facilitation/note_answers.html", context, status=422 if form.errors else 200)


@allow("plan animation")
def tell_results(request, community, pk):
    """Figures for everybody, without names, read again and published in one's own name."""
    one, now = planned_here(community, pk), community.now()
    found = results.of(one)
    if not results.asks(one) or found.masked:
        raise Http404
    form = DraftForm(posted(request), initial=wording_results.draft(one, found, community.language))
    if request.method == "POST" and form.is_valid():
        said = {"title": form.cleaned_data["subject"], "source": form.cleaned_data["text"]}
        try:
            kind = Thread.Kind.DISCUSSION
            thread = writing.start(community, kind=kind, by=request.user, now=now, **said)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect(thread)
    context = {"planned": one, "form": form, "missing": ()}
    return render(request, "facilitation/publish.html", context, status=422 if form.errors else 200)
