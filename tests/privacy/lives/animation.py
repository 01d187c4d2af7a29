"""What plans wrote to her, what she answered and means to do; what she planned, signed and named."""

from tisserand.facilitation import answering, drafts, naming, placing, planning
from tisserand.facilitation.answering import Said
from tisserand.facilitation.models import Pair, Paired, Plan, Planned
from tisserand.programmes.models import Cohort, Enrolment

from .what import EMAIL


def animation(community, zelie, place, friend, lcm, now):
    cohort = Cohort.objects.filter(enrolments__membership=place).first()
    other = community.memberships.get(person=friend)
    Enrolment.objects.get_or_create(cohort=cohort, membership=other, defaults={"enrolled_at": now})
    plan = Plan.objects.create(community=community, name="Le plan", made_by=zelie, made_at=now)
    plan.items.create(position=1, kind="note", title="Appeler Zélie Quatremère", text=f"Au {EMAIL}")
    planning.apply(plan, cohort, by=zelie, now=now)
    mail = Planned.objects.create(
        community=community,
        cohort=cohort,
        kind="mail",
        title="Un mot de Zélie Quatremère",
        text="Bonjour {first_name}, demandez à Zélie Quatremère.",
        answers=[{"label": "Oui", "means": "done"}],
        made_by=zelie,
        made_at=now,
    )
    placing.place(mail, community)
    read = drafts.of(mail, by=zelie, now=now)
    for sending in drafts.approve(read.drafts, mail, by=zelie, now=now):
        answering.say(sending, 0, by=sending.person, now=now)
    _survey(community, cohort, zelie, lcm, now)
    answering.intend(place, cohort, f"Quand on m’écrit à {EMAIL}, je réponds.", by=zelie, now=now)
    answering.intend(other, cohort, "Quand Zélie Quatremère parle, j’écoute.", by=zelie, now=now)
    naming.name(place, given="Max", family="Brun", email="max.brun@example.org", by=lcm, now=now)
    naming.name(other, given="", family="", email=EMAIL, by=zelie, now=now)
    pair = Pair.objects.create(cohort=cohort, made_by=zelie, made_at=now)
    Paired.objects.bulk_create(Paired(pair=pair, membership=one, cohort=cohort) for one in (place, other))


def _survey(community, cohort, zelie, lcm, now):
    """Questions that name her, her words, words of others about her, and what she noted for them."""
    ask = {"ask": "Que pensez-vous de Zélie Quatremère ?", "choices": []}
    survey = Planned.objects.create(
        community=community,
        cohort=cohort,
        kind="survey",
        title="Une question",
        text="Bonjour.",
        questions=[ask],
        made_at=now,
    )
    placing.place(survey, community)
    read = drafts.of(survey, by=lcm, now=now)
    for sending in drafts.approve(read.drafts, survey, by=lcm, now=now):
        words = f"Zélie Quatremère répond à {EMAIL}."
        answering.answer(sending, {0: Said(words=words)}, by=zelie, now=now)
