"""Every indicator again from the raw rows and the raw journal, the slow and obvious way.

Nothing here calls the code it checks, nor trusts a fact that is kept. Each function returns the set of
(member, thread, post, since) that its indicator must find.
"""

from datetime import datetime, time, timedelta
from itertools import pairwise

from tisserand.attention.models import Decision, Outreach
from tisserand.chat.models import ChatReport
from tisserand.communities.models import CallRequest, Community, Event, Membership
from tisserand.conversations.models import Acceptance, HeldLinks, Post, Reading, Report, Thread, Unsolved
from tisserand.debates.models import Debate, Outcome
from tisserand.mail.models import LostAddress
from tisserand.messages.models import Report as Handing
from tisserand.people.calendar import public_holidays
from tisserand.privacy.models import Erasure
from tisserand.programmes.models import Enrolment, Progress, Step
from tisserand.resources.models import Publication, Sheet, Version
from tisserand.similar.models import Comparison

from .recount_groups import ComparedInGroups
from .recounted_agreements import RecountedAgreements
from .recounted_plans import RecountedPlans

DAY = timedelta(days=1)


class Recount(RecountedPlans, RecountedAgreements, ComparedInGroups):
    def __init__(self, community: Community, now: datetime):
        self.community, self.now, self.zone = community, now, community.zone
        self.today = self.day(now)
        self.members = {
            place.person_id: place
            for place in Membership.objects.filter(community=community).select_related("person")
            if place.left_at is None and place.role != "lcm" and place.joined_at <= now
        }
        self.threads = [t for t in Thread.objects.filter(community=community) if t.deleted_at is None]
        self.posts: dict[int, list[Post]] = {t.pk: [] for t in self.threads}
        for post in Post.objects.order_by("number"):
            if post.thread_id in self.posts and post.deleted_at is None:
                self.posts[post.thread_id].append(post)
        self.accepted = {a.thread_id: a.post_id for a in Acceptance.objects.all()}
        self.days: dict[int, list] = {}
        for event in Event.objects.filter(community=community):
            self.days.setdefault(event.actor_id, []).append(self.day(event.at))

    def day(self, at: datetime):
        return at.astimezone(self.zone).date()

    def midnight(self, day) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone)

    def days_of(self, person_id: int) -> list:
        return sorted(set(self.days.get(person_id, [])))

    def place(self, thread: Thread):
        return self.members.get(thread.author_id)

    def heard(self, thread: Thread) -> bool:
        return any(post.author_id != thread.author_id for post in self.posts[thread.pk] if post.number > 1)

    def promised(self, thread: Thread) -> datetime:
        if thread.promised_at:
            return thread.promised_at
        left, at = self.community.promised_hours * 60, thread.created_at.astimezone(self.zone)
        while left:
            if self.opens(at):
                left -= 1
            at += timedelta(minutes=1)
        return at

    def opens(self, at: datetime) -> bool:
        hours, local = self.community.organisation, at.astimezone(self.zone)
        return (
            str(local.isoweekday()) in hours.open_on
            and local.date() not in public_holidays(hours.country, local.year)
            and hours.open_from <= local.time() < hours.open_until
        )

    def asking(self, *kinds: str) -> list[Thread]:
        return [t for t in self.threads if t.kind in kinds and self.place(t) and t.pk not in self.accepted]

    def call_wanted(self) -> set:
        found = set()
        for person_id, place in self.members.items():
            calls = [
                c for c in Outreach.objects.filter(membership=place, kind="called") if not c.withdrawn_at
            ]
            talks = Event.objects.filter(community=self.community, actor=person_id, verb="talked")
            for asked in CallRequest.objects.filter(membership=place, withdrawn_at=None):
                spoken = any(talk.at >= asked.asked_at for talk in talks)
                rung = any(c.done_at > asked.asked_at and self.day(c.done_at) == self.today for c in calls)
                if not spoken and not rung:
                    found.add((place.pk, None, None, asked.asked_at))
        return found

    def address_lost(self) -> set:
        found = set()
        for place in self.members.values():
            lost = LostAddress.objects.filter(person=place.person).first()
            if lost is None or lost.email != place.person.email or lost.since > self.now:
                continue
            calls = [
                c
                for c in Outreach.objects.filter(membership=place, kind="called")
                if not c.withdrawn_at and c.done_at >= lost.since
            ]
            spoken = any(c.outcome not in ("no_answer", "message") for c in calls)
            if not spoken and not any(self.day(c.done_at) == self.today for c in calls):
                found.add((place.pk, None, None, lost.since))
        return found

    def account_ending(self) -> set:
        found = set()
        for place in self.members.values():
            for one in Erasure.objects.filter(person=place.person, cause="unseen", envelope=None):
                over = one.done_at or one.withdrawn_at or one.asked_at > self.now
                calls = Outreach.objects.filter(membership=place, kind="called", withdrawn_at=None)
                if not over and not any(self.day(call.done_at) == self.today for call in calls):
                    found.add((place.pk, None, None, one.asked_at))
        return found

    def question_late(self) -> set:
        return {
            (self.place(t).pk, t.pk, None, t.created_at)
            for t in self.asking("question")
            if not self.heard(t) and self.promised(t) <= self.now
        }

    def help_waiting(self) -> set:
        return {
            (self.place(t).pk, t.pk, None, t.created_at) for t in self.asking("help") if not self.heard(t)
        }

    def unsolved(self) -> set:
        said = {u.thread_id: u.said_at for u in Unsolved.objects.all()}
        return {
            (self.place(t).pk, t.pk, None, said[t.pk])
            for t in self.asking("question", "help")
            if t.pk in said
        }

    def first_post(self) -> set:
        found = set()
        for person_id, place in self.members.items():
            every = Post.objects.filter(author=person_id, thread__community=self.community, deleted_at=None)
            first = min(every, key=lambda post: (post.created_at, post.pk), default=None)
            if first is None or first.thread_id not in self.posts or self.now - first.created_at > 30 * DAY:
                continue
            after = [p for p in self.posts[first.thread_id] if p.number > first.number]
            if all(p.author_id == person_id for p in after) and first.pk not in self.accepted.values():
                found.add((place.pk, first.thread_id, first.pk, first.created_at))
        return found

    def to_welcome(self) -> set:
        spoken = {
            act.membership_id
            for act in Outreach.objects.filter(withdrawn_at=None)
            if act.outcome not in ("message", "no_answer")
        }
        found = set()
        for person_id, place in self.members.items():
            if place.welcomed_at is not None or place.pk in spoken:
                continue
            joined_on = place.joined_at.astimezone(self.community.zone).date()
            came_on = next(iter(self.days_of(person_id)), None)
            if self.today - joined_on <= 30 * DAY:
                found.add((place.pk, None, None, self.midnight(joined_on)))
            elif came_on is not None and self.today - came_on <= 30 * DAY:
                found.add((place.pk, None, None, self.midnight(came_on)))
        return found

    def running(self) -> list[Enrolment]:
        return [
            e
            for e in Enrolment.objects.select_related("cohort", "membership")
            if self.members.get(e.membership.person_id) == e.membership
            and e.withdrawn_at is None
            and e.cohort.starts_on <= self.today
            and (e.cohort.ends_on is None or e.cohort.ends_on >= self.today)
        ]

    def never_came(self) -> set:
        begun: dict = {}
        for e in self.running():
            begin = max(e.cohort.starts_on, self.day(e.enrolled_at))
            came = [d for d in self.days_of(e.membership.person_id) if d >= begin]
            if not came and self.today - begin >= 1 * DAY:
                begun[e.membership_id] = min(begun.get(e.membership_id, begin), begin)
        return {(member, None, None, self.midnight(begin)) for member, begin in begun.items()}

    def silent(self) -> set:
        enrolled = {e.membership_id for e in Enrolment.objects.all()}
        follows = {e.membership_id for e in self.running()}
        found = set()
        for person_id, place in self.members.items():
            days = self.days_of(person_id)
            if not days or (place.pk in enrolled and place.pk not in follows):
                continue
            away = (self.today - days[-1]).days
            gaps = [(b - a).days for a, b in pairwise(days)]
            usual = sum(gaps) / len(gaps) if len(days) >= 3 else None
            limit = max(7, 2.5 * usual) if usual is not None else 10 if place.pk in follows else 61
            if limit <= away <= 60:
                found.add((place.pk, None, None, self.midnight(days[-1])))
        return found

    def behind(self) -> set:
        done = {(p.enrolment_id, p.step_id) for p in Progress.objects.all()}
        oldest: dict = {}
        for e in self.running():
            for step in Step.objects.filter(programme=e.cohort.programme_id):
                due_on = e.cohort.starts_on + timedelta(days=step.due_day)
                if due_on < self.today and (e.pk, step.pk) not in done:
                    oldest[e.membership_id] = min(oldest.get(e.membership_id, due_on), due_on)
        return {(member, None, None, self.midnight(due_on)) for member, due_on in oldest.items()}

    def stalled(self) -> set:
        rested = {
            act.thread_id
            for act in Outreach.objects.filter(kind="relaunched", withdrawn_at=None)
            if act.done_at > self.now - 30 * DAY
        }
        found = set()
        for t in self.threads:
            posts = self.posts[t.pk]
            if t.kind != "discussion" or t.pk in rested or not posts:
                continue
            last = max(post.created_at for post in posts)
            lively = [post for post in posts if post.created_at >= last - 14 * DAY]
            people = {post.author_id for post in lively if post.author_id}
            if 7 * DAY <= self.now - last <= 60 * DAY and len(lively) >= 4 and len(people) >= 3:
                found.add((None, t.pk, None, last))
        return found

    def private_reported(self) -> set:
        first: dict = {}
        for report in Handing.objects.filter(settled_at=None, reported_at__lte=self.now):
            first[report.message_id] = min(
                first.get(report.message_id, report.reported_at), report.reported_at
            )
        waiting = Handing.objects.filter(answered_at=None, replied_at__lte=self.now)
        answered = self._answered((report.message_id, report) for report in waiting)
        return {(None, None, None, since) for since in [*first.values(), *answered.values()]}

    def debates(self) -> list[tuple[Thread, Debate]]:
        """Those that stand and have no outcome."""
        standing = {thread.pk: thread for thread in self.threads}
        concluded = {outcome.debate_id for outcome in Outcome.objects.all()}
        found = [(standing.get(debate.thread_id), debate) for debate in Debate.objects.all()]
        return [(thread, debate) for thread, debate in found if thread and debate.pk not in concluded]

    def debate_closing(self) -> set:
        return {
            (None, thread.pk, None, thread.created_at)
            for thread, debate in self.debates()
            if self.now < debate.closes_at <= self.now + 2 * DAY
        }

    def outcome_due(self) -> set:
        return {
            (None, thread.pk, None, debate.closes_at)
            for thread, debate in self.debates()
            if self.now - 90 * DAY < debate.closes_at <= self.now
        }

    def asked_before(self) -> set:
        """A question of the last fortnight that is not solved, close to another that still stands."""
        standing, found = {thread.pk: thread for thread in self.threads}, set()
        for row in Comparison.objects.all():
            thread, close = standing.get(row.thread_id), row.words >= 0.8
            close = close if row.meaning is None else row.meaning >= 0.8
            if not (thread and close and row.earlier_id in standing) or thread.pk in self.accepted:
                continue
            if self.now - 14 * DAY <= thread.created_at <= self.now:
                found.add((None, thread.pk, None, thread.created_at))
        return found

    def chat_reported(self) -> set:
        first: dict = {}
        for report in ChatReport.objects.filter(settled_at=None, message__deleted_at=None):
            first[report.message_id] = min(
                first.get(report.message_id, report.reported_at), report.reported_at
            )
        waiting = ChatReport.objects.filter(answered_at=None, replied_at__lte=self.now)
        answered = self._answered((report.message_id, report) for report in waiting)
        since = [at for pk, at in answered.items() if pk not in first]
        return {(None, None, None, at) for at in [*first.values(), *since]}

    @staticmethod
    def _answered(waiting) -> dict:
        """Of what was decided on, since when its author waits for a word."""
        since: dict = {}
        for pk, report in waiting:
            since[pk] = min(since.get(pk, report.replied_at), report.replied_at)
        return since

    def synthesis_wanted(self) -> set:
        """Fifteen messages more than its synthesis knows, by four people, opened by five, alive."""
        known: dict = {}
        for version in Version.objects.filter(synthesis__withdrawn_at=None, synthesis__isnull=False):
            thread, up_to = version.synthesis.thread_id, (version.number, version.up_to)
            known[thread] = max(known.get(thread, up_to), up_to)
        found = set()
        for thread in self.threads:
            posts, last = self.posts[thread.pk], thread.last_number
            long_at = known.get(thread.pk, (0, 0))[1] + 15
            readers = Reading.objects.filter(thread=thread).count()
            if last < long_at or len({post.author_id for post in posts}) < 4 or readers < 5:
                continue
            since = Post.objects.filter(thread=thread, number=long_at).values_list("created_at", flat=True)
            if since and since[0] <= self.now and thread.last_post_at >= self.now - 60 * DAY:
                found.add((None, thread.pk, None, since[0]))
        return found

    def sheet_due(self) -> set:
        standing = {one.sheet_id for one in Publication.objects.all() if one.withdrawn_at is None}
        found = set()
        for sheet in Sheet.objects.filter(community=self.community):
            answered = [version.written_at for version in Version.objects.filter(sheet=sheet)]
            answered += [review.reviewed_at for review in sheet.reviews.all()]
            doubts = [one.said_at for one in sheet.opinions.all() if one.kind == "outdated"]
            doubts = [said_at for said_at in doubts if said_at > max(answered)]
            if sheet.pk in standing and (doubts or sheet.review_on <= self.today):
                since = min(doubts) if doubts else self.midnight(sheet.review_on)
                found.add((None, None, None, since))
        return found

    def worth_thanks(self) -> set:
        """Three people since an LCM thanked them, by letter or by a click, or set it aside."""
        run = Membership.objects.filter(community=self.community, role="lcm", left_at=None)
        run = {place.person_id for place in run}
        found = set()
        for person_id, place in self.members.items():
            said, thanked = [], []
            for thread in self.threads:
                for post in self.posts[thread.pk]:
                    if post.author_id == person_id:
                        said += [(one.said_at, one.pk, thread.pk, one) for one in post.reactions.all()]
            for post in Post.objects.filter(author=person_id, thread__community=self.community):
                clicks = [one for one in post.reactions.all() if one.kind == "thanks"]
                thanked += [one.said_at for one in clicks if one.person_id in run]
            letters = Outreach.objects.filter(membership=place, withdrawn_at=None)
            thanked += [act.done_at for act in letters if act.signal.startswith("worth_thanks:")]
            aside = Decision.objects.filter(membership=place, withdrawn_at=None, kind="set_aside")
            thanked += [act.decided_at for act in aside if act.signal.startswith("worth_thanks:")]
            said = sorted(one for one in said if not thanked or one[0] > max(thanked))
            if len({one[3].person_id for one in said}) >= 3 and said[-1][0] >= self.now - 30 * DAY:
                found.add((place.pk, said[-1][2], None, said[0][0]))
        return found

    def reported(self) -> set:
        found: dict = {}
        for report in Report.objects.filter(settled_at=None):
            for thread_id, posts in self.posts.items():
                if report.post_id in [post.pk for post in posts]:
                    subject = (thread_id, report.post_id)
                    found[subject] = min(found.get(subject, report.reported_at), report.reported_at)
        for thread_id, posts in self.posts.items():
            for post in posts:
                if held := HeldLinks.objects.filter(post=post).first():
                    found.setdefault((thread_id, post.pk), held.held_at)
        waiting = Report.objects.filter(answered_at=None, replied_at__lte=self.now)
        answered = self._answered((report.post_id, report) for report in waiting)
        shown = {post_id for _thread, post_id in found}
        since = [at for pk, at in answered.items() if pk not in shown]
        lines = {(None, *subject, since) for subject, since in found.items()}
        return lines | {(None, None, None, at) for at in since}
