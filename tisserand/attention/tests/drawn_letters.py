"""Letters of a generated history."""

from datetime import timedelta

from tisserand.letter.models import Edition


def draw_letters(history) -> None:
    """One that is prepared, perhaps approved; some that have gone, on paper too, of which some is printed."""
    community, now, draw = history.community, history.now, history.random
    said = {"community": community, "subject": "Letter", "drafted_at": now, "edited_at": now}
    leaves_at = now + timedelta(hours=draw.randint(-60, 120))
    approved = now if history.maybe(0.3) else None
    Edition.objects.create(leaves_at=leaves_at, approved_at=approved, **said)
    for _number in range(3):
        at = history.moment(40)
        papers = draw.sample(history.places, draw.randint(0, 3))
        gone = {"leaves_at": at, "approved_at": at, "composing_at": at, "on_paper": len(papers)}
        composed = at if history.maybe(0.8) else None
        edition = Edition.objects.create(composed_at=composed, **gone, **said)
        for place in papers:
            printed = now if history.maybe(0.5) else None
            edition.copies.create(membership=place, way="paper", composed_at=at, printed_at=printed)
