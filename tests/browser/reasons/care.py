"""What is done for one person: a colleague is asked for a word, a next step is agreed."""

from tisserand.attention import next_steps, peer_words
from tisserand.attention.models import Outreach, PeerWord
from tisserand.communities.models import Event
from tisserand.mail import outbox

from . import FORMATTED


def encouraged(community, cast, now):
    """A colleague is asked for a word, and another one gives it; a next step is agreed."""
    chloe, bao = cast.places["chloe"], cast.places["bao"]
    for number, (whom, peer) in enumerate(((bao, chloe), (chloe, bao))):
        act = Outreach.objects.create(
            community=community, membership=whom, kind="peer", done_by=cast.ada, done_at=now, note=FORMATTED
        )
        word = PeerWord.objects.create(outreach=act, peer=peer, why="fellow")
        Event.objects.filter(actor=whom.person, at__gt=now).delete()  # no sign of life since
        if number:
            peer_words.write(word, text=FORMATTED, by=peer.person, now=now)
        else:
            outbox.post("peer-asked", peer.person, now=now, word=word.pk)
    words = "Ouvrir l’étape 3 ensemble, lundi avant la réunion d’équipe, " * 3
    next_steps.agree(chloe, words=words, on=now.date(), by=cast.ada, now=now, by_mail=True)
