"""What reached her, and what she wrote, of the letters of her community."""

from datetime import timedelta

from tisserand.letter import approving, composing, printing
from tisserand.letter.models import Copy, Edition

from .what import EMAIL


def letter(community, zelie, friend, lcm, now):
    """One that she approved, on paper for her; it names her, as the next one does, by somebody else."""
    at = now - timedelta(days=2)
    thread = community.threads.filter(author=friend, deleted_at=None, merged_into=None).earliest("pk")
    words = {"source": f"Écrivez à **Zé**lie Quatremère, {EMAIL}.", "chosen": thread}
    subject = "La lettre de Zélie Quatremère"
    gone = approving.draft(community, by=zelie, now=at, leaves_at=at, subject=subject, **words)
    approving.approve(gone, by=zelie, now=at, stamp=gone.stamp)
    later = at + timedelta(hours=1)
    composing.go_on(gone.pk, composing.week_for(gone.pk, present=later), present=later)
    Copy.objects.filter(membership__person=zelie).update(way="paper")
    printing.note_printed(
        Edition.objects.get(pk=gone.pk), gone.copies.values_list("pk", flat=True), by=zelie, now=now
    )
    approving.draft(
        community, by=lcm, now=now, subject="Zélie Quatremère", source="Bonjour Zélie Quatremère."
    )
