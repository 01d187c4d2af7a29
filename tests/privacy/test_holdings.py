"""Nothing about people is kept outside what they can read, take away and have erased."""

from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.db.models import EmailField

from tisserand.communities.journal import VERBS
from tisserand.communities.models import CallRequest
from tisserand.communities.verbs import WORDS
from tisserand.people import held
from tisserand.people.models import Person
from tisserand.privacy import erasing, words

# Fields that would hold an address or a name of somebody, whatever their type.
TELLING = {
    "email",
    "phone",
    "help_phone",
    "sender",
    "recipient",
    "address",
    "user_agent",
    "ip",
    "session_data",
}
# Models that speak of people without being about one: each with the reason why.
NOT_HELD = {
    "communities.Organisation": "the number of the company's help desk; what it opens when",
    "config.Job": "the same table as the tasks of its library, which is held",
}


def leads_to_people(model, seen=()):
    """Whether this row hangs from a person, by however many foreign keys."""
    if model is Person:
        return True
    return any(
        leads_to_people(field.related_model, (*seen, model))
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model and field.related_model not in seen
    )


def speaks_of_people(model):
    fields = model._meta.concrete_fields
    told = any(isinstance(field, EmailField) or field.name in TELLING for field in fields)
    return told or leads_to_people(model)


def models_of_people():
    return [model for model in apps.get_models() if speaks_of_people(model) or model._meta.proxy]


@pytest.mark.parametrize("model", models_of_people(), ids=lambda model: model._meta.label)
def test_every_model_that_speaks_of_people_is_held_or_says_why_not(model):
    held_by = [one.key for one in held.all_holdings() if model in one.models]
    if model._meta.label in NOT_HELD:
        assert held_by == []
    else:
        assert len(held_by) == 1, f"add {model._meta.label} to a holding of its app (holdings.py)"


def test_the_walk_sees_what_hangs_from_afar():
    """Progress hangs from an enrolment, which hangs from a membership, which hangs from a person."""
    labels = {model._meta.label for model in models_of_people()}
    assert labels >= {"programmes.Progress", "communities.EarlierPresence", "people.Session", "mail.Letter"}
    assert "config.Beat" not in labels


def test_a_reason_speaks_of_a_model_that_exists():
    assert set(NOT_HELD) <= {model._meta.label for model in models_of_people()}


@pytest.mark.parametrize("one", held.all_holdings(), ids=lambda one: one.key)
def test_a_holding_says_what_why_and_how_long(one):
    assert one.name
    assert one.purpose
    assert one.models
    assert bool(one.period) != bool(one.kept)
    if one.period:
        assert one.period.at_least <= one.period.months <= one.period.at_most
        own = [name for name in ("old", "count", "delete") if name in vars(type(one))]
        assert "old" in own or {"count", "delete"} <= set(own)


def test_holdings_are_erased_from_the_top_floor_down():
    order = [type(one).__module__.split(".")[1] for one in held.all_holdings()]
    first = list(dict.fromkeys(order))
    assert first == [
        *(
            "config",
            "integrations",
            "attention",
            "facilitation",
            "effect",
            "letter",
            "meetings",
            "similar",
            "chat",
            "debates",
            "thanks",
            "resources",
            "conversations",
            "messages",
            "programmes",
            "privacy",
            "concerns",
            "search",
        ),
        *("communities", "mail", "people"),
    ]
    assert held.all_holdings()[-1].key == "account"


def test_every_verb_of_the_journal_has_its_words():
    assert VERBS - set(WORDS) == set()


def test_every_kind_is_exported_and_each_value_has_a_name(life, now):
    """The names of what came from outside stay as they came: only ours are looked for."""
    erasing.withdraw(erasing.ask(life.person, by=life.person, now=now), by=life.person, now=now)
    silent, unnamed = [], Counter()
    for one in held.all_holdings():
        rows = [dict(row) for row in one.rows(life.person)]
        if not rows and one.key != "tasks":
            silent.append(one.key)
        for row in rows:
            unnamed.update(name for name in row if name not in words.LABELS)
    assert silent == []
    assert unnamed == {}


def test_what_is_old_is_counted_and_then_gone(life, now):
    """For each period: as many as were counted are dealt with, and nothing is left to count."""
    later = now + timedelta(days=4000)
    for one in held.all_holdings():
        if one.period is None or one.key == "accounts":
            continue
        # memberships that ended only
        if one.key == "memberships":
            life.place.leave(by=life.lcm, now=now)
        if one.key == "journal":  # a call that was answered goes with it
            CallRequest.objects.update(withdrawn_at=now)
        counted = one.count(later) + (CallRequest.objects.count() if one.key == "journal" else 0)
        dealt_with = sum(one.delete(later, later, 3))
        assert counted == dealt_with > 0, one.key
        assert one.count(later) == 0, one.key
