"""Generated lives of a community, as raw rows, for the tests that count everything again."""

import random
from datetime import datetime, timedelta
from itertools import permutations

from tisserand.attention.models import Decision, Outreach
from tisserand.chat.models import Room
from tisserand.communities import facts
from tisserand.communities.models import CallRequest, Community, Event, Membership
from tisserand.conversations.models import Acceptance, HeldLinks, Post, Report, Thread, Unsolved
from tisserand.debates.models import Debate, Outcome
from tisserand.facilitation.models import Planned
from tisserand.mail import outbox
from tisserand.mail.models import LostAddress
from tisserand.messages.models import Conversation
from tisserand.messages.models import Report as Handing
from tisserand.people.models import Person
from tisserand.privacy.models import Erasure
from tisserand.programmes.models import Cohort, Enrolment, Programme, Progress, Step
from tisserand.resources.models import Publication, Sheet, Synthesis
from tisserand.similar.models import Comparison

from .drawn_letters import draw_letters
from .recounted_agreements import agree

ROLES = ["lcm", "expert", "learner", "learner", "learner", "learner", "learner", "learner", "learner"]


class History:
    """Eighty days before `now`, drawn from `seed`; the kept facts are rebuilt from the rows at the end."""

    def __init__(self, community: Community, now: datetime, seed: int):
        self.random, self.community, self.now = random.Random(seed), community, now
        self.places = [self._member(index, role) for index, role in enumerate(ROLES)]
        self._visits()
        self._courses()
        for index in range(self.random.randint(4, 9)):
            self._thread(index)
        self._outreach()
        self._calls()
        self._addresses()
        self._endings()
        self._handed()
        self._debates()
        self._planned()
        self._rooms()
        self._writings()
        self._words()
        facts.rebuild(community)
        self._comparisons()
        agree(self)
        draw_letters(self)

    def _handed(self) -> None:
        """Private messages, some of which were reported, by one or by two."""
        said = {"community": self.community, "created_at": self.now, "last_message_at": self.now}
        talk = Conversation.objects.create(**said)
        for number in range(1, 5):
            author = self.random.choice(self.places).person
            message = talk.messages.create(number=number, author=author, source="…", created_at=self.now)
            for reporter in self.random.sample(self.places, 2 if self.maybe(0.3) else 1):
                Handing.objects.create(
                    community=self.community,
                    message=message,
                    reported_by=reporter.person,
                    reported_at=self.moment() + timedelta(seconds=number),
                    **self._settled(0.5),
                )

    def _rooms(self) -> None:
        """Words in a room, some of which were reported, by one or by two, and some of these removed."""
        room = Room.objects.lasting(self.community)
        for number in range(1, 5):
            author = self.random.choice(self.places).person
            said = room.messages.create(
                number=number,
                changed_number=number,
                author=author,
                text="…",
                created_at=self.now,
                deleted_at=self.now if self.maybe(0.2) else None,
            )
            for reporter in self.random.sample(self.places, 2 if self.maybe(0.3) else 1):
                said.reports.create(
                    reported_by=reporter.person,
                    reported_at=self.moment() + timedelta(seconds=number),
                    **self._settled(0.5),
                )

    def _settled(self, often: float) -> dict:
        """Perhaps settled, perhaps answered by its author, perhaps with a word to them."""
        settled = self.maybe(often)
        replied = self.moment(since=self.now - timedelta(days=9)) if settled and self.maybe(0.5) else None
        answered = self.now if replied and self.maybe(0.3) else None
        return {"settled_at": self.now if settled else None, "replied_at": replied, "answered_at": answered}

    def _writings(self) -> None:
        """A long thread or two, some in short, some long again; sheets, each to be read again some day."""
        for number in range(2):
            began = self.moment(40, self.now - timedelta(days=70))
            length, people = (
                self.random.randint(12, 40),
                self.random.sample(self.places, self.random.randint(3, 7)),
            )
            thread = Thread.objects.create(
                community=self.community,
                kind="discussion",
                title=f"Long {number}",
                author=people[0].person,
                created_at=began,
                last_post_at=began,
            )
            for place in range(1, length + 1):
                author = self.random.choice(people).person
                at = min(began + timedelta(hours=place), self.now)
                thread.posts.create(number=place, author=author, created_at=at)
            for reader in self.random.sample(self.places, self.random.randint(4, 8)):
                thread.readings.create(person=reader.person, last_number=1, read_at=began)
            if self.maybe(0.5):
                gone = self.now if self.maybe(0.2) else None
                synthesis = Synthesis.objects.create(thread=thread, withdrawn_at=gone)
                for version, up_to in enumerate(sorted(self.random.sample(range(5, length), 2)), 1):
                    synthesis.versions.create(number=version, up_to=up_to, written_at=self.now)
        for number in range(3):
            day = self.community.today(self.now) + timedelta(days=self.random.randint(-20, 10), weeks=number)
            sheet = Sheet.objects.create(
                community=self.community, title=f"Sheet {number}", created_at=self.now, review_on=day
            )
            written_at = self.now - timedelta(days=self.random.randint(3, 20))
            sheet.versions.create(number=1, title=sheet.title, written_at=written_at)
            if self.maybe(0.7):
                over = self.now if self.maybe(0.3) else None
                Publication.objects.create(sheet=sheet, published_at=self.now, withdrawn_at=over)

    def _words(self) -> None:
        """Words said of messages, mostly of one helpful person; letters and decisions that answered them;
        sheets that readers doubt."""
        helpful = self.random.choice(self.places)
        Outreach.objects.bulk_create(
            Outreach(
                community=self.community,
                membership=helpful,
                kind="wrote",
                signal=f"worth_thanks:m{helpful.pk}:20260101000000",
                done_at=self.moment(),
                withdrawn_at=self.now if self.maybe(0.5) else None,
            )
            for _ in range(self.random.randint(0, 1))
        )
        for _ in range(self.random.randint(0, 1)):
            Decision.objects.create(
                community=self.community,
                membership=helpful,
                kind=self.random.choice(("set_aside", "postponed")),
                signal=f"worth_thanks:m{helpful.pk}:20260101000000",
                decided_at=self.moment(),
                withdrawn_at=self.now if self.maybe(0.3) else None,
            )
        for post in Post.objects.filter(thread__community=self.community).order_by("pk")[:40]:
            if post.author_id != helpful.person_id and self.maybe(0.8):
                continue
            for place in self.random.sample(self.places, self.random.randint(0, 4)):
                if place.person_id != post.author_id:
                    kind = self.random.choice(("thanks", "useful"))
                    at = self.moment(self.random.choice((20, 80)))
                    post.reactions.create(person=place.person, kind=kind, said_at=at)
        for sheet in Sheet.objects.filter(community=self.community):
            for place in self.random.sample(self.places, self.random.randint(0, 2)):
                kind = self.random.choice(("useful", "outdated"))
                at = self.moment(10) + timedelta(seconds=place.pk)
                sheet.opinions.create(person=place.person, kind=kind, said_at=at)
            if self.maybe(0.4):
                at = self.moment(10)
                sheet.reviews.create(reviewed_at=at, was_due_on=sheet.review_on)

    def moment(self, at_most: float = 80, since: datetime | None = None) -> datetime:
        """Any minute of the last days, or after `since`."""
        oldest = since or self.now - timedelta(days=at_most)
        minutes = int((self.now - oldest).total_seconds() // 60)
        return oldest + timedelta(minutes=self.random.randint(0, max(minutes, 0)))

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    def _member(self, index: int, role: str) -> Membership:
        person = Person.objects.create(given_name=f"Person{index}", email=f"p{index}@example.org")
        return Membership.objects.create(
            community=self.community,
            person=person,
            role=role,
            joined_at=self.moment(),
            left_at=self.moment(10) if self.maybe(0.1) else None,
            welcomed_at=self.moment() if self.maybe(0.3) else None,
        )

    def _visits(self) -> None:
        """Each at their own rhythm, until they stop; some never come."""
        lines = []
        for place in self.places:
            rhythm, day = self.random.choice([1, 2, 3, 5, 8, 13]), self.random.randint(0, 70)
            until = day + self.random.choice([0, 1, 4, 12, 30, 80])
            while day <= min(until, 80) and not self.maybe(0.05):
                at = self.now - timedelta(days=80 - day, minutes=self.random.randint(0, 500))
                lines.append(self._line(place.person, "visited", at))
                day += max(rhythm + self.random.randint(-1, 1), 1)
        Event.objects.bulk_create(lines)

    def _line(self, actor: Person, verb: str, at: datetime) -> Event:
        return Event(community=self.community, actor=actor, verb=verb, at=at)

    def _courses(self) -> None:
        today = self.community.today(self.now)
        for number in range(2):
            programme = Programme.objects.create(community=self.community, name=f"Programme {number}")
            steps = [
                Step.objects.create(
                    programme=programme, position=position, title=f"Step {position}", due_day=position * 5
                )
                for position in range(1, 5)
            ]
            starts_on = today - timedelta(days=self.random.choice([-5, 0, 2, 3, 6, 13, 20, 50]))
            lasts = self.random.choice([None, 10, 21, 60])
            ends_on = starts_on + timedelta(days=lasts) if lasts else None
            cohort = Cohort.objects.create(
                programme=programme, name="A", starts_on=starts_on, ends_on=ends_on
            )
            for place in self.places:
                if self.maybe(0.5):
                    self._enrol(place, cohort, steps)

    def _enrol(self, place: Membership, cohort: Cohort, steps: list[Step]) -> None:
        enrolment = Enrolment.objects.create(
            cohort=cohort,
            membership=place,
            enrolled_at=self.moment(),
            withdrawn_at=self.moment(20) if self.maybe(0.15) else None,
        )
        for step in steps:
            if self.maybe(0.5):
                at = self.moment(30)
                Progress.objects.create(enrolment=enrolment, step=step, completed_at=at)
                self._line(place.person, "completed", at).save()

    def _thread(self, index: int) -> None:
        asker = self.random.choice(self.places).person
        created_at = self.moment(self.random.choice([0.1, 0.7, 1, 5, 40, 80]))
        kind = self.random.choice(["question", "question", "discussion", "help"])
        thread = Thread.objects.create(
            community=self.community,
            kind=kind,
            title=f"Thread {index}",
            author=asker if self.maybe(0.95) else None,
            created_at=created_at,
            promised_at=created_at + timedelta(hours=self.random.randint(1, 90)) if self.maybe(0.5) else None,
            deleted_at=self.moment(2) if self.maybe(0.07) else None,
            last_post_at=created_at,
        )
        at, posts = created_at, []
        lively = kind == "discussion" and self.maybe(0.7)
        for number in range(1, self.random.choice([5, 7, 9] if lively else [1, 1, 2, 3, 6]) + 1):
            posts.append(self._post(thread, number, asker if number == 1 else None, at))
            at = self.moment(since=max(at, self.now - timedelta(days=80)))
            if lively or self.maybe(0.6):
                at = min(posts[-1].created_at + timedelta(hours=self.random.randint(1, 60)), self.now)
        self._verdicts(thread, posts)

    def _post(self, thread: Thread, number: int, author: Person | None, at: datetime) -> Post:
        author = author or self.random.choice(self.places).person
        post = Post.objects.create(
            thread=thread,
            number=number,
            author=author,
            source="…",
            html="…",
            text="…",
            created_at=at,
            deleted_at=at if number > 1 and self.maybe(0.1) else None,
        )
        self._line(author, "replied" if number > 1 else "asked", at).save()
        if self.maybe(0.08):
            for reporter in self.random.sample(self.places, 2):
                Report.objects.create(
                    post=post,
                    reported_by=reporter.person,
                    reported_at=self.moment(since=at),
                    reason="rude",
                    **self._settled(0.4),
                )
        if self.maybe(0.05):
            HeldLinks.objects.create(post=post, held_at=at)
        return post

    def _verdicts(self, thread: Thread, posts: list[Post]) -> None:
        if len(posts) < 2 or thread.kind == "discussion":
            return
        if self.maybe(0.3):
            Acceptance.objects.create(thread=thread, post=posts[1], accepted_at=self.now)
        elif self.maybe(0.4):
            Unsolved.objects.create(thread=thread, said_at=self.moment(since=posts[-1].created_at))

    def _comparisons(self) -> None:
        """What the worker would have kept of questions, had they words."""
        threads = list(Thread.objects.filter(community=self.community).exclude(kind="discussion"))
        for later, earlier in permutations(threads, 2):
            if earlier.created_at < later.created_at and self.maybe(0.5):
                meaning, words = self.random.choice([(0.95, 0.1), (0.5, 0.9), (None, 0.9), (None, 0.1)])
                values = {"earlier": earlier, "meaning": meaning, "words": words}
                Comparison.objects.update_or_create(thread=later, defaults=values)

    def _outreach(self) -> None:
        threads = list(Thread.objects.filter(community=self.community, kind="discussion"))
        if threads and self.maybe(0.3):
            self._act(kind="relaunched", thread=self.random.choice(threads))
        for place in self.places:
            if self.maybe(0.3):
                kind = self.random.choice(["wrote", "called", "greeted"])
                outcome = self.random.choice(["reached", "message", "no_answer"]) if kind == "called" else ""
                self._act(kind=kind, membership=place, outcome=outcome)

    def _calls(self) -> None:
        """Some ask to be called; of those, some were called in vain, or spoken with, before or after."""
        for place in self.places:
            if self.maybe(0.3):
                asked_at, taken_back = self.moment(3), self.now if self.maybe(0.2) else None
                CallRequest.objects.create(membership=place, asked_at=asked_at, withdrawn_at=taken_back)
                if self.maybe(0.5):
                    at, reached = self.moment(3), self.maybe(0.5)
                    outcome = "reached" if reached else "no_answer"
                    Outreach.objects.create(
                        community=self.community, membership=place, kind="called", outcome=outcome, done_at=at
                    )
                    if reached:
                        self._line(place.person, "talked", at).save()

    def _addresses(self) -> None:
        """Mail to some comes back; some have another address since."""
        for place in self.places:
            if place.person.email and self.maybe(0.2):
                email = place.person.email if self.maybe(0.8) else "before@example.com"
                LostAddress.objects.create(person=place.person, email=email, since=self.moment(4), said="550")

    def _endings(self) -> None:
        """Some accounts are to be erased; of those, some were told by mail, some have come back since."""
        for place in self.places:
            if self.maybe(0.3):
                at = self.moment(20)
                Erasure.objects.create(
                    person=place.person,
                    cause=self.random.choice(["unseen", "unseen", "themselves"]),
                    asked_at=at,
                    due_at=at + timedelta(days=30),
                    withdrawn_at=self.moment(since=at) if self.maybe(0.3) else None,
                    envelope=outbox.post("sign-in", place.person, now=at) if self.maybe(0.3) else None,
                )

    def _debates(self) -> None:
        for index in range(self.random.randint(1, 3)):
            hours = self.random.choice([(-2400, -1), (0, 47), (49, 400)])
            closes_at = self.now + timedelta(hours=self.random.randint(*hours))
            thread = Thread.objects.create(
                community=self.community,
                kind="debate",
                title=f"Debate {index}",
                created_at=self.moment(),
                last_post_at=self.now,
                ends_at=closes_at,
                deleted_at=self.moment(2) if self.maybe(0.1) else None,
            )
            debate = Debate.objects.create(thread=thread, closes_at=closes_at)
            post = self._post(thread, 1, None, thread.created_at)
            if closes_at < self.now and self.maybe(0.4):
                Outcome.objects.create(debate=debate, post=post, concluded_at=self.now)

    def _planned(self) -> None:
        """One thing at most for each day that it may fall on; some are done, some called off."""
        cohort = Cohort.objects.filter(programme__community=self.community).first()
        for days in self.random.sample(range(-20, 40, 4), 6):
            Planned.objects.create(
                community=self.community,
                cohort=cohort,
                kind=self.random.choice(["mail", "task", "post"]),
                title="Planned",
                days=days,
                made_at=self.now,
                done_at=self.moment(3) if self.maybe(0.2) else None,
                cancelled_at=self.moment(3) if self.maybe(0.1) else None,
            )

    def _act(self, **values) -> None:
        withdrawn_at = self.now if self.maybe(0.2) else None
        values["done_by"] = self.random.choice([None, self.places[0].person, self.places[3].person])
        Outreach.objects.create(
            community=self.community, done_at=self.moment(50), withdrawn_at=withdrawn_at, **values
        )
