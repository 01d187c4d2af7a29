from datetime import timedelta

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from tisserand.communities.models import Community, Membership
from tisserand.communities.rights import EXPERT, LCM, LEARNER
from tisserand.conversations.models import Post
from tisserand.demo import company
from tisserand.people import links
from tisserand.people.models import Person

from ._serving import ServingCommand

SHOWN = "distance"  # the community where every role has most to see
LINKS_LAST = timedelta(days=7)


class Command(ServingCommand):
    help = "A believable company to try, in var/demo/: made on first start, dated from that day."

    def handle(self, *args, **options) -> None:
        if not settings.DEMO:
            raise CommandError("The demo has its own data: start it as “tisserand demo”.")
        super().handle(*args, **options)

    def fill(self) -> None:
        if not Person.objects.exists():
            self.say("Making the demo company (once, a few seconds)…")
            company.build(timezone.now())

    def welcome(self, host: str, port: int) -> None:
        lines = ["", f"Tisserand is ready: {settings.SITE_URL}", ""]
        lines.append("Enter as (each link opens once; a new start gives new ones):")
        for role, person in roles():
            link = links.issue(person, now=timezone.now(), lifetime=LINKS_LAST)
            lines.append(f"  {role:<30} {person.name:<18} {link}")
        lines += ["", f"No mail leaves this machine: what is sent is read at {settings.SITE_URL}/mailbox/"]
        lines.append("Ctrl+C stops. Removing var/demo/ begins again.")
        self.say("\n".join(lines))


def roles() -> list[tuple[str, Person]]:
    """Who to be, to see each side: one person a role, chosen for what they have to see."""
    found = [
        ("community manager", _first(SHOWN, LCM)),
        ("expert", _first(SHOWN, EXPERT)),
        ("learner", _answered_learner()),
    ]
    for community in Community.objects.exclude(slug=SHOWN):
        found.append((f"manager, {community.name}", _first(community.slug, LCM)))
    found.append(("administrator", Person.objects.filter(is_administrator=True).first()))
    return [(role, person) for role, person in found if person is not None]


def _first(slug: str, role: str) -> Person | None:
    here = Membership.objects.present().filter(community__slug=slug, role=role).select_related("person")
    first = here.order_by("-active_days", "pk").first()
    return first.person if first else None


def _answered_learner() -> Person | None:
    """A learner to whom somebody has just replied."""
    learners = Membership.objects.present().filter(community__slug=SHOWN, role=LEARNER).values("person")
    replies = Post.objects.filter(thread__community__slug=SHOWN, thread__author__in=learners, number__gt=1)
    last = replies.select_related("thread__author").order_by("-created_at").first()
    return last.thread.author if last else _first(SHOWN, LEARNER)
