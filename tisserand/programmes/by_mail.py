"""What one says of one's path in a mail of one word."""

from datetime import datetime

from tisserand.communities.models import Membership
from tisserand.communities.spoken import Said, means, sentence
from tisserand.mail.inbound import Incoming

from . import progress


@means(
    sentence(
        "fait, faite, fini, finie, termine, terminee, done, finished, completed",
        among="c est j ai l la le cette mon etape tout bien enfin it is s this the my step i am m have ve",
    )
)
def step_done(member: Membership, mail: Incoming, now: datetime) -> Said | None:
    """The first step not done of the path that runs; when there is none, these are ordinary words."""
    community = member.community
    ahead = progress.next_step(member, community.today(community.at(now)))
    return Said("step-done", ahead[1].pk) if ahead else None
