"""Addresses of animation: the calendar, plans, what leaves in somebody's name."""

from datetime import timedelta

from tisserand.facilitation import answering, drafts, pairing, placing, plan_files, planning, questions
from tisserand.facilitation.models import Planned, Sending

from .whose import ANOTHERS, HERE, OWN


def plans(community, cast, life, now, *, make_cohort, make_person, join):
    starts_on = community.today(now) - timedelta(days=2)
    members = [cast.places["chloe"], life.place]
    cohort = make_cohort("Watch", starts_on=starts_on, members=members, name="Animated")
    plan = planning.make(community, plan_files.built_in("two-days", "en"), by=cast.ada, now=now)
    days = [starts_on + timedelta(days=number) for number in range(2)]
    put = planning.apply(plan, cohort, room_days=days, by=cast.ada, now=now)
    card = next(one for one in put if one.kind == Planned.Kind.ROOM)
    post = next(one for one in put if one.kind == Planned.Kind.POST)
    mail = Planned.objects.create(
        community=community,
        cohort=cohort,
        kind="survey",
        title="A word",
        text="Hello.",
        questions=questions.read("Well?\n- Yes\n- No"),
        made_at=now,
    )
    placing.place(mail, community)
    read = drafts.of(mail, by=cast.ada, now=now)
    [sending] = drafts.approve([read.of(life.place.pk)], mail, by=cast.ada, now=now)
    answering.say(sending, 0, by=sending.person, now=now)
    told = _told(community, cohort, now, make_person=make_person, join=join)
    [pair] = pairing.confirm(cohort, [pairing.alone(cohort)], by=cast.ada, now=now)
    there, item = f"{HERE}animation", plan.items.first()
    mine, others = cast.places["chloe"].pk, life.place.pk
    return {
        f"{there}/<pk>/publish": {"": f"{there}/{post.pk}/publish"},
        f"{there}/<pk>/paper": {"": f"{there}/{card.pk}/paper"},
        f"{there}/<pk>/to/<member>/back": {"": f"{there}/{mail.pk}/to/{others}/back"},
        f"{there}/<pk>": {"": f"{there}/{mail.pk}"},
        f"{there}/<pk>/results": {"": f"{there}/{told.pk}/results"},
        f"{there}/<pk>/to/<member>": {"": f"{there}/{mail.pk}/to/{mine}"},
        f"{there}/plans/built-in/<key>": {"": f"{there}/plans/built-in/six-weeks"},
        f"{there}/plans/<pk>": {"": f"{there}/plans/{plan.pk}"},
        f"{there}/plans/<pk>/items/<item>": {"": f"{there}/plans/{plan.pk}/items/{item.pk}"},
        f"{there}/plans/<pk>/take-off/<cohort>": {"": f"{there}/plans/{plan.pk}/take-off/{cohort.pk}"},
        f"{there}/groups/<pk>": {"": f"{there}/groups/{cohort.pk}"},
        f"{there}/groups/<pk>/pairs/<pair>": {"": f"{there}/groups/{cohort.pk}/pairs/{pair.pk}"},
        f"{there}/people/<pk>": {OWN: f"{there}/people/{mine}", ANOTHERS: f"{there}/people/{others}"},
    }


def _told(community, cohort, now, *, make_person, join):
    """Questions that five have answered: enough to be told to all."""
    said = {"kind": "survey", "title": "Half-way", "questions": questions.read("Useful?\n- Yes\n- No")}
    told = Planned.objects.create(community=community, cohort=cohort, made_at=now, **said)
    for number in range(5):
        member = join(make_person(f"Emma{number}"))
        values = {"membership": member, "person": member.person, "approved_at": now}
        sending = Sending.objects.create(planned=told, subject="Half-way", questions=told.questions, **values)
        answering.say(sending, 0, by=member.person, now=now)
    return told
