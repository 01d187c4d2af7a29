"""What is kept of debates and polls so that pages need not count."""

from tisserand.communities import facts
from tisserand.communities.models import Community
from tisserand.conversations.models import Thread

from .models import Choice, Debate, Option, Outcome, Participant, Poll, Stance


@facts.kept("debates")
def rebuild(community: Community) -> int:
    """Make the kept facts equal to what the rows say; how many rows were wrong. Of an anonymous poll the
    sums are all there is: they stay."""
    return _stands(community) + _counts(community) + _ends(community)


def _stands(community: Community) -> int:
    stances: dict[int, list[int]] = {}
    rows = Stance.objects.filter(participant__debate__thread__community=community).order_by("pk")
    for participant, position in rows.values_list("participant", "position"):
        stances.setdefault(participant, []).append(position)
    wrong = []
    for one in Participant.objects.filter(pk__in=stances):
        true = stances[one.pk][0], stances[one.pk][-1]
        if (one.first_id, one.present_id) != true:
            one.first_id, one.present_id = true
            wrong.append(one)
    return Participant.objects.bulk_update(wrong, ["first", "present"], batch_size=500) if wrong else 0


def _counts(community: Community) -> int:
    options = Option.objects.filter(poll__thread__community=community, poll__anonymous=False)
    asked: dict[int, int] = {}
    counts: dict[int, tuple[int, int]] = {}
    found = list(options.select_related("poll"))
    for option in found:
        asked[option.poll_id] = asked.get(option.poll_id, 0) + 1
        counts[option.pk] = (0, 0)
    for choice in Choice.objects.filter(option__in=counts).select_related("option__poll"):
        votes, points = counts[choice.option_id]
        poll = choice.option.poll
        counts[choice.option_id] = (
            votes + 1,
            points + (asked[poll.pk] + 1 - choice.rank if poll.ranked else 1),
        )
    wrong = [option for option in found if (option.votes, option.points) != counts[option.pk]]
    for option in wrong:
        option.votes, option.points = counts[option.pk]
    return Option.objects.bulk_update(wrong, ["votes", "points"], batch_size=500) if wrong else 0


def _ends(community: Community) -> int:
    """Of their threads: until when, and since when there is an outcome."""
    here = {"thread__community": community}
    alone = Poll.objects.filter(**here, thread__kind=Thread.Kind.POLL)
    ends = dict(alone.values_list("thread", "closes_at"))
    ends |= dict(Debate.objects.filter(**here).values_list("thread", "closes_at"))
    said = Outcome.objects.filter(debate__thread__community=community)
    concluded = dict(said.values_list("debate__thread", "concluded_at"))
    wrong = []
    for thread in Thread.objects.filter(pk__in=ends).only("pk", "ends_at", "concluded_at"):
        true = ends[thread.pk], concluded.get(thread.pk)
        if (thread.ends_at, thread.concluded_at) != true:
            thread.ends_at, thread.concluded_at = true
            wrong.append(thread)
    return Thread.objects.bulk_update(wrong, ["ends_at", "concluded_at"], batch_size=500) if wrong else 0
