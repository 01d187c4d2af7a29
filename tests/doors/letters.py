"""Addresses of the letter."""

from datetime import timedelta

from tisserand.letter import approving
from tisserand.letter.models import Edition

from .whose import HERE


def letters(community, cast, life, now, **makers):
    """One that has gone, and was composed for Zélie; and a draft."""
    gone = Edition.objects.gone().get(community=community)
    Edition.objects.to_come().filter(community=community).delete()
    draft = approving.draft(
        community, by=cast.ada, now=now, subject="Monday", leaves_at=now + timedelta(days=5)
    )
    approving.approve(draft, by=cast.ada, now=now, stamp=draft.stamp)
    return {
        f"{HERE}letter/<pk>": {
            "that has gone": f"{HERE}letter/{gone.pk}",
            "that is prepared": f"{HERE}letter/{draft.pk}",
        },
    }
