"""A mail that answers ours and only says thank you is a thank-you, not a message that all would get."""

import re
from datetime import datetime

from tisserand.communities.models import Membership
from tisserand.communities.names import fold
from tisserand.communities.spoken import LONGEST, Said, bare, means
from tisserand.conversations.models import Post
from tisserand.mail import addressing
from tisserand.mail.inbound import Incoming
from tisserand.mail.models import Envelope

_THANKS = re.compile(r"\b(?:merci|thanks|thank you|thx)\b")
# « Merci d’avance » thanks for nothing that was said.
_YET_TO_COME = re.compile(r"\bavance\b|\badvance\b")
_AROUND = frozenset(
    """
    a vous toi tous toutes tout le monde pour de d ta ton tes votre vos la l les cette ce ces
    reponse reponses aide conseil conseils retour retours message messages explication explications idee idees
    c est tres vraiment bien gentil clair utile precieux precieuse
    for your the this that it s is so very much answer answers help advice reply replies idea ideas
    all everyone everybody really kind of you useful clear
    """.split()  # noqa: SIM905  reads as a page
)


class Thanks:
    """A short mail with a word of thanks and no question: what else it says is looked at by `thanks`."""

    def is_said(self, mail: Incoming, member: Membership) -> bool:
        said = fold(mail.text.strip())
        plain = 0 < len(said) <= LONGEST and "?" not in said and not mail.attachments
        return plain and bool(_THANKS.search(said)) and not _YET_TO_COME.search(said)


@means(Thanks())
def thanks(member: Membership, mail: Incoming, now: datetime) -> Said | None:
    """« Merci ! », « Merci beaucoup pour votre réponse, Bao. », about the message that was mailed.

    The first time, a mail says what was understood; later none, for « merci » asks for no answer.
    """
    post = _thanked(mail, now)
    if post is None:
        return None
    known = _AROUND | set(_words(post.author.name))
    if not all(word in known for word in _words(_THANKS.sub(" ", bare(mail.text, member)))):
        return None
    told = Envelope.objects.filter(person=mail.person, kind="said-by-mail", data__answer="thanks")
    return Said("thanks", post.pk, quiet=told.exists())


def _words(text: str) -> list[str]:
    return re.sub(r"[^\w]", " ", fold(text)).split()


def _thanked(mail: Incoming, now: datetime) -> Post | None:
    """The last message by somebody else in the mail that this one answers; where no mail of ours is named, in
    the conversation of its address. None when several conversations were told of, or nobody wrote it."""
    posts = Post.objects.standing().exclude(author=mail.person).exclude(author=None)
    posts = posts.select_related("author").order_by("number")
    envelope = Envelope.objects.filter(person=mail.person, message_id=mail.in_reply_to).first()
    if mail.in_reply_to and envelope:
        shown = list(posts.filter(pk__in=[item.get("post") or 0 for item in envelope.items]))
        return shown[-1] if len({post.thread_id for post in shown}) == 1 else None
    return posts.filter(number__gt=1, thread=_thread_of(mail, now)).last()


def _thread_of(mail: Incoming, now: datetime) -> int:
    try:
        bound = addressing.read(mail.recipient, now=now)
    except (addressing.Forged, addressing.Late):
        return 0
    return bound.pk if bound.purpose == "thread" else 0
