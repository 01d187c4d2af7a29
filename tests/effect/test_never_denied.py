"""Whoever waits for an encouragement is answered, helped and called like everybody else."""

from datetime import timedelta

from tisserand.attention.day import day
from tisserand.communities import calling
from tisserand.conversations import writing
from tisserand.effect.models import Assignment, Trial
from tisserand.mail.models import Envelope


def test_who_waits_is_answered_and_helped(community, cast, now):
    trial = Trial.objects.create(
        community=community, what="A letter", kind="hold_out", outcome="sign", seed=1, drawn_at=now
    )
    Assignment.objects.create(trial=trial, membership=cast.places["chloe"], waits=True)
    threads = [
        writing.start(
            community,
            kind=kind,
            title=f"Why {kind}?",
            by=cast.chloe,
            source="Tell me.",
            now=now - timedelta(hours=30),
        )
        for kind in ("question", "help")
    ]
    calling.ask(cast.places["chloe"], phone="", words="", now=now)
    noticed = {signal.indicator for signal in day(community, now).signals}
    assert noticed >= {"question_late", "help_waiting", "call_wanted"}
    for thread in threads:
        writing.reply(thread, by=cast.bao, source="Like this.", now=now)
    assert Envelope.objects.filter(person=cast.chloe, kind="first-answer").count() == 2
