"""Run once on the data of the site; prints, as JSON, who is there and where."""

import json
from datetime import time, timedelta

from django.utils import timezone

from tests.service.chaos_site import join, session_of
from tisserand.attention import acts
from tisserand.communities.models import Community, Organisation
from tisserand.config.prepare import prepare
from tisserand.conversations import writing
from tisserand.mail import addressing
from tisserand.people.models import Person
from tisserand.programmes.models import Programme

# Each has asked something, and got a letter from Ada, who leads. Bao answers. Nobody here has a password.
LEARNERS = """
    amina bruno carole denis elise farid gilles helene ivan jeanne karim lucie marc nadia omar paul rachel
    samir therese ugo violette wassim xavier yasmine zoe adele basile celia driss emma felix gael hugo ines
    jules kenza leon maya nour oscar
"""
QUESTION = "Je fais le point chaque lundi.\n\n" + "Tout y passe, et rien ne change. " * 80 + "\n\nQue faire ?"
HOLD_IS_OVER = timedelta(minutes=2)
REPLY_DAYS = 90


def make():
    prepare()
    now = timezone.now()
    community = Community.objects.create(
        organisation=Organisation.objects.create(name="Maison Arpent"),
        name="Management à distance",
        slug="distance",
    )
    ada, bao = join(community, "ada", "lcm"), join(community, "bao", "expert")
    Person.objects.update(language="en")
    cohort = a_path(community, now)
    return {
        "ada": {"session": session_of(ada)},
        "bao": {"session": session_of(bao)},
        **{name: a_learner(name, community, cohort, ada, now) for name in LEARNERS.split()},
    }


def a_path(community, now):
    programme = Programme.objects.create(community=community, name="Recadrer sans blesser")
    for position, title in enumerate(["Observer", "Préparer", "Dire"], 1):
        programme.steps.create(position=position, title=title, minutes=10, due_day=position * 7)
    return programme.cohorts.create(name="Automne", starts_on=(now - timedelta(days=3)).date())


def a_learner(name, community, cohort, ada, now):
    person = join(community, name)
    Person.objects.filter(pk=person.pk).update(
        time_zone="UTC", works_on="1234567", works_from=time(0), works_until=time(23, 59, 59)
    )
    person.refresh_from_db()
    member = community.memberships.get(person=person)
    cohort.enrolments.create(membership=member, enrolled_at=now)
    thread = writing.start(
        community,
        kind="question",
        title=f"Comment finir, demande {person.given_name}",
        by=person,
        source=QUESTION,
        now=now,
    )
    words = {"subject": "Des nouvelles ?", "text": "Comment allez-vous ?\n\nAda"}
    acts.write(member, by=ada, now=now - HOLD_IS_OVER, **words)
    long_ago = now - timedelta(days=REPLY_DAYS + 1)
    return {
        "email": person.email,
        "name": person.name,
        "given_name": person.given_name,
        "page": f"/c/distance/members/{member.pk}/",
        "session": session_of(person),
        "thread": thread.get_absolute_url(),
        "late": addressing.reply_address(person, "thread", thread.pk, now=long_ago),
    }


if __name__ == "__main__":
    print(json.dumps(make()))
