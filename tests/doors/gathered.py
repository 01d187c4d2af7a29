"""Addresses of live sessions, and of a calendar."""

from datetime import timedelta

from tisserand.meetings import feeds, planning

from .whose import HERE


def sessions(community, cast, life, now, **makers):
    """One to come; one that has just begun."""
    values = {"title": "Opening", "link": "https://meet.example/", "minutes": 60, "by": cast.ada}
    to_come = planning.plan(community, starts_at=now + timedelta(days=3), now=now, **values)
    began = now - timedelta(minutes=5)
    on = planning.plan(community, starts_at=began, now=began - timedelta(days=1), **values)
    circle = planning.plan(
        community, starts_at=now + timedelta(days=4), now=now, kind="co-development", **values
    )
    meetings = f"{HERE}meetings"
    return {
        f"{meetings}/<pk>": {"to come": f"{meetings}/{to_come.pk}"},
        f"{meetings}/<pk>/answer/": {"to come": f"{meetings}/{to_come.pk}/answer/?answer=link"},
        f"{meetings}/<pk>/stages": {"of a co-development": f"{meetings}/{circle.pk}/stages"},
        f"{meetings}/<pk>/attendance": {"under way": f"{meetings}/{on.pk}/attendance"},
        f"{meetings}/<pk>/afterword": {"under way": f"{meetings}/{on.pk}/afterword"},
    }


def calendar(community, cast, life, now, **makers):
    address = feeds.address(feeds.make(life.person, now=now))
    return {"calendar/<token>": {"of another member": address.split("/", 3)[3].removesuffix(".ics")}}
