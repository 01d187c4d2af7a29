"""Run on the data of the site of test_letter: `python letter_site.py make|compose|tell`; `tell` prints JSON.

`compose` works as a worker does, batch after batch, a little slower, so that it can be struck in the middle.
"""

import json
import sys
import time
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from tisserand.communities.models import Community, Organisation  # noqa: E402
from tisserand.config.prepare import prepare  # noqa: E402
from tisserand.conversations import news  # noqa: E402
from tisserand.letter import approving, composing, week  # noqa: E402
from tisserand.letter.models import Copy, Edition, Told  # noqa: E402
from tisserand.mail import outbox  # noqa: E402
from tisserand.mail.models import Envelope  # noqa: E402
from tisserand.people.models import Person  # noqa: E402

READERS, AT_ONCE = 120, 10


def make():
    """A story, a hundred and twenty readers, a letter approved an hour ago."""
    prepare()
    now = timezone.now()
    organisation = Organisation.objects.create(name="Maison Arpent")
    community = Community.objects.create(organisation=organisation, name="Letters", slug="letters")
    ada = Person.objects.create(given_name="Ada", email="ada@example.com")
    community.admit(ada, "lcm", by=None, now=now)
    people = Person.objects.bulk_create(
        Person(given_name=f"P{n}", email=f"p{n}@example.com") for n in range(READERS)
    )
    community.admit_all(people, by=None, now=now)
    hour = timedelta(hours=1)
    story = news.tell(community, by=ada, title="The room opens", source="On Friday.", now=now - hour)
    words = {"subject": "The letter", "source": "Hello.", "chosen": story}
    edition = approving.draft(community, by=ada, now=now - hour, leaves_at=now - hour, **words)
    approving.approve(edition, by=ada, now=now - hour, stamp=edition.stamp)


def slowly(act):
    def slower(*args, **kwargs):
        time.sleep(0.05)
        done = act(*args, **kwargs)
        time.sleep(0.05)
        return done

    return slower


def compose():
    """Waits before and after the mails of a batch are put in the outbox: most blows fall within a batch."""
    outbox.post_apart = slowly(outbox.post_apart)
    [pk], present = composing.due(timezone.now()) or [None], timezone.now()
    if pk is None:
        print("over", flush=True)
        return
    drawn = week.week_of(Edition.objects.get(pk=pk), present)
    while composing.go_on(pk, drawn, present=present, at_once=AT_ONCE):
        print("made", flush=True)
    print("over", flush=True)


def tell():
    edition = Edition.objects.get()
    copies = list(Copy.objects.values_list("membership", "way"))
    print(
        json.dumps(
            {
                "done": edition.composed_at is not None,
                "counted": edition.composed,
                "copies": len(copies),
                "readers": len({member for member, _way in copies}),
                "mails": Envelope.objects.filter(kind="letter").count(),
                "mailed": Envelope.objects.filter(kind="letter").values("person").distinct().count(),
                "told": Told.objects.count(),
            }
        )
    )


if __name__ == "__main__":
    {"make": make, "compose": compose, "tell": tell}[sys.argv[1]]()
