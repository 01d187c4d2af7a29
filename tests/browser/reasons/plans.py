"""The mails of a plan, as long as they may be: a reason for each kind."""

from tisserand.facilitation import answering, drafts, placing, questions
from tisserand.facilitation.models import Planned
from tisserand.mail import outbox

from . import FORMATTED


def planned(community, cohort, ada, now):
    """A mail of a plan, with as many buttons as one may have."""
    labels = ("Oui", "Pas encore", "Je suis bloqué, aidez-moi", "Appelez-moi", "Ne plus m’écrire, merci")
    means = ("done", "not_yet", "stuck", "call", "stop")
    buttons = [{"label": label, "means": one} for label, one in zip(labels, means, strict=True)]
    text = f"Bonjour {{first_name}},\n\n{FORMATTED}"
    said = {"kind": "check_in", "title": "{first_name}, où en est-ce ?", "text": text, "answers": buttons}
    one = Planned.objects.create(community=community, cohort=cohort, made_at=now, **said)
    placing.place(one, community)
    drafts.approve(drafts.of(one, by=ada, now=now).drafts, one, by=ada, now=now)
    _asked(community, cohort, ada, now)


def _asked(community, cohort, ada, now):
    """Questions under a mail, each choice explained; and what was understood of an answer."""
    label = "Je lui demande d’abord ce qui s’est passé, en tête-à-tête, sans témoin"
    comment = f"Parce que {'sans-témoin-' * 8} on écoute mieux."
    asked = f"Que feriez-vous ?\n- {label}\n> {comment}\n- Rien\nPourquoi ?"
    said = {
        "kind": "survey",
        "title": "Une situation",
        "text": "Bonjour.",
        "questions": questions.read(asked),
    }
    one = Planned.objects.create(community=community, cohort=cohort, made_at=now, **said)
    placing.place(one, community)
    read = drafts.of(one, by=ada, now=now).drafts
    [sending] = drafts.approve(read, one, by=ada, now=now)
    given = {0: answering.Said(0), 1: answering.Said(words=FORMATTED)}
    answering.answer(sending, given, by=sending.person, now=now)
    outbox.post("plan-answered", sending.person, now=now, sending=sending.pk)
