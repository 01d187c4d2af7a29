"""The live sessions that she planned, was asked to, came to, and wrote of."""

from datetime import timedelta

from tisserand.meetings import afterwords, attending, circling, feeds, planning, signing_up, telling

from .what import EMAIL


def sessions(community, zelie, place, friend, lcm, now):
    """One is over, another is to come; both bear her name, which her friend wrote down too."""
    began = now - timedelta(days=2)
    values = {
        "title": "Avec Zélie Quatremère",
        "description": f"Écrivez à {EMAIL}, ou au 06 12 34 56 78",
        "room": "Bureau de Zélie Quatremère",
        "minutes": 30,
        "leaders": [zelie],
        "by": zelie,
        "now": began - timedelta(days=2),
    }
    past = planning.plan(community, starts_at=began, **values)
    signing_up.answer(past, "room", member=place, by=zelie, now=began - timedelta(days=1))
    friends = community.memberships.get(person=friend)
    signing_up.answer(past, "room", member=friends, by=zelie, now=began - timedelta(days=1))
    attending.note(past, {zelie.pk: "room"}, by=lcm, now=began)
    attending.note(past, {friend.pk: "room"}, by=zelie, now=began)
    afterwords.write(past, f"Pour la suite, demandez à {EMAIL}", by=lcm, now=now)
    to_come = planning.plan(community, starts_at=now + timedelta(days=9), **values)
    telling.invite(to_come, by=lcm, now=now)
    planning.call_off(to_come, reason="Zélie Quatremère est en congé", by=zelie, now=now)
    theirs = planning.plan(community, starts_at=now + timedelta(days=9), **values)
    telling.invite(theirs, by=lcm, now=now)
    hers = planning.plan(community, starts_at=began, **values)
    afterwords.write(hers, "Signé Zélie", tell=False, by=zelie, now=now)
    circle = planning.plan(community, starts_at=now + timedelta(days=9), kind="co-development", **values)
    circling.offer(circle, "case", member=place, by=zelie, now=now)
    circling.share_out(circle, client=zelie, host=friend, by=lcm, now=now)
    circling.begin(circle, by=zelie, now=now)
    feeds.make(zelie, now=now)
