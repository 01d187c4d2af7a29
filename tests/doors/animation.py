"""Addresses of animation: the calendar, plans, what leaves in somebody's name."""

from datetime import timedelta

from tisserand.facilitation import drafts, pairing, placing, plan_files, planning
from tisserand.facilitation.models import Planned

from .whose import ANOTHERS, HERE, OWN


def plans(community, cast, life, now, *, make_cohort, **makers):
    starts_on = community.today(now) - timedelta(days=2)
    members = [cast.places["chloe"], life.place]
    cohort = make_cohort("Watch", starts_on=starts_on, members=members, name="Animated")
    plan = planning.make(community, plan_files.built_in("two-days", "en"), by=cast.ada, now=now)
    days = [starts_on + timedelta(days=number) for number in range(2)]
    put = planning.apply(plan, cohort, room_days=days, by=cast.ada, now=now)
    card = next(one for one in put if one.kind == Planned.Kind.ROOM)
    post = next(one for one in put if one.kind == Planned.Kind.POST)
    mail = Planned.objects.create(
        community=community, cohort=cohort, kind="mail", title="A word", text="Hello.", made_at=now
    )
    placing.place(mail, community)
    read = drafts.of(mail, by=cast.ada, now=now)
    drafts.approve([read.of(life.place.pk)], mail, by=cast.ada, now=now)
    [pair] = pairing.confirm(cohort, [pairing.alone(cohort)], by=cast.ada, now=now)
    there, item = f"{HERE}animation", plan.items.first()
    mine, others = cast.places["chloe"].pk, life.place.pk
    return {
        f"{there}/<pk>/publish": {"": f"{there}/{post.pk}/publish"},
        f"{there}/<pk>/paper": {"": f"{there}/{card.pk}/paper"},
        f"{there}/<pk>/to/<member>/back": {"": f"{there}/{mail.pk}/to/{others}/back"},
        f"{there}/<pk>": {"": f"{there}/{mail.pk}"},
        f"{there}/<pk>/to/<member>": {"": f"{there}/{mail.pk}/to/{mine}"},
        f"{there}/plans/built-in/<key>": {"": f"{there}/plans/built-in/six-weeks"},
        f"{there}/plans/<pk>": {"": f"{there}/plans/{plan.pk}"},
        f"{there}/plans/<pk>/items/<item>": {"": f"{there}/plans/{plan.pk}/items/{item.pk}"},
        f"{there}/plans/<pk>/take-off/<cohort>": {"": f"{there}/plans/{plan.pk}/take-off/{cohort.pk}"},
        f"{there}/groups/<pk>": {"": f"{there}/groups/{cohort.pk}"},
        f"{there}/groups/<pk>/pairs/<pair>": {"": f"{there}/groups/{cohort.pk}/pairs/{pair.pk}"},
        f"{there}/people/<pk>": {OWN: f"{there}/people/{mine}", ANOTHERS: f"{there}/people/{others}"},
    }
