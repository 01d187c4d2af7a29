from datetime import timedelta

import pytest
from django.utils import translation

from tisserand.conversations import writing
from tisserand.letter import approving, composing
from tisserand.letter.models import Edition


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def ask(community, now):
    """`ask(chloe, "How do I begin?", days=2)`: a question asked so long ago."""

    def ask(by, title, days=2.0, **said):
        said = {"kind": "question", "source": f"{title} Tell me.", "by": by} | said
        return writing.start(community, title=title, now=now - timedelta(days=days), **said)

    return ask


@pytest.fixture
def answer(now):
    def answer(thread, by, source="Begin with the facts.", days=1.0, accepted=False):
        at = now - timedelta(days=days)
        post = writing.reply(thread, by=by, source=source, now=at)
        if accepted:
            thread.accept(post, by=thread.real_author, now=at + timedelta(minutes=1))
        return post

    return answer


@pytest.fixture
def approved(community, cast, now):
    """`approved(chosen=thread)`: a letter whose hour has come, approved long enough ago."""

    def make(**words):
        long_ago = now - timedelta(hours=1)
        words = {"subject": "The letter", "source": "Hello to all."} | words
        edition = approving.draft(community, by=cast.ada, now=long_ago, leaves_at=now, **words)
        approving.approve(edition, by=cast.ada, now=long_ago, stamp=edition.stamp)
        return Edition.objects.get(pk=edition.pk)

    return make


@pytest.fixture
def compose(now):
    """`compose(edition)`: all its copies, as the worker makes them."""

    def compose(edition, at=None, at_once=composing.AT_ONCE):
        at = at or now
        week = composing.week_for(edition.pk, present=at)
        while week and composing.go_on(edition.pk, week, present=at, at_once=at_once):
            pass
        edition.refresh_from_db()
        return edition

    return compose


@pytest.fixture
def said(community):
    """`said(edition, member)`: the kinds and subjects of what this member was told."""

    def said(edition, member):
        copy = edition.copies.get(membership=member)
        return [(kind, subject) for kind, subject, _why, _about in copy.items]

    return said
