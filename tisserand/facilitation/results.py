"""What came of the questions of a mail: always *k of n invited*, those who did not answer among the n."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.translation import ngettext

from tisserand.mail.models import Envelope

from .models import Answer, Planned, Sending

# Fewer than so many who answered are shown to nobody but who runs the community.
FEWEST = 5
# Of long lists, the newest so many.
SHOWN = 100


@dataclass(frozen=True)
class Question:
    """One question: how many chose each answer; `said`: who answered it, the newest first, of those shown."""

    ask: str
    counts: list[tuple[str, int]]
    said: list[Answer]
    answered: int

    @property
    def words(self) -> list[Answer]:
        return [one for one in self.said if one.words]

    @property
    def hidden(self) -> int:
        return self.answered - len(self.said)


@dataclass(frozen=True)
class Results:
    invited: int
    answered: int
    questions: list[Question]

    @property
    def masked(self) -> bool:
        """Whether they are too few for anybody else to see."""
        return self.answered < FEWEST

    @property
    def sentence(self) -> str:
        """« 12 réponses sur 31 personnes interrogées »."""
        said = {"count": self.answered, "invited": self.invited}
        return (
            ngettext("%(count)s of %(invited)s answered", "%(count)s of %(invited)s answered", said["count"])
            % said
        )


def invited() -> Q:
    """Of sendings: those that were approved and not dropped on the way, or answered in any case."""
    gone = Q(envelope=None) | ~Q(envelope__state=Envelope.State.DROPPED)
    return Q(approved_at__isnull=False) & gone


def of(planned: Planned) -> Results:
    """Five statements, however many answered."""
    answers = Answer.objects.filter(sending__planned=planned)
    people: QuerySet[Sending] = planned.sendings.filter(invited() | Q(said__isnull=False))
    asked = people.aggregate(
        invited=Count("pk", distinct=True), answered=Count("pk", filter=Q(said__isnull=False), distinct=True)
    )
    chosen: dict[tuple[int, int | None], int] = {}
    for row in answers.values("question", "number").annotate(count=Count("pk")):
        chosen[row["question"], row["number"]] = row["count"]
    newest = answers.select_related("sending__person", "sending__membership__person", "noted_by")
    said = list(newest.order_by("-said_at", "-pk")[: SHOWN * max(len(asks(planned)), 1)])
    questions = [_question(place, one, chosen, said) for place, one in enumerate(asks(planned))]
    if aside := [one for one in said if one.question == Answer.ASIDE]:
        questions.append(Question("", [], aside, sum(n for (q, _), n in chosen.items() if q == Answer.ASIDE)))
    return Results(asked["invited"], asked["answered"], questions)


def asks(planned: Planned) -> list[dict]:
    """What it asks; a mail with buttons alone asks one thing."""
    return planned.questions or ([{"ask": "", "choices": planned.answers}] if planned.answers else [])


def _question(place: int, question: dict, chosen: dict, said: list[Answer]) -> Question:
    counts = [
        (one["label"], chosen.get((place, number), 0)) for number, one in enumerate(question["choices"])
    ]
    answered = sum(count for (asked, _number), count in chosen.items() if asked == place)
    mine = [one for one in said if one.question == place][:SHOWN]
    return Question(question["ask"], counts, mine, answered)
