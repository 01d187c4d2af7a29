from django.template.loader import render_to_string

from tisserand.conversations.models import Post, Thread
from tisserand.mail.answering import link
from tisserand.people.models import Person
from tisserand.ui.slots import panel

from . import drawing, reading
from .saying import takes_words

NOTHING = reading.Said()


@panel("thread.said")
def words(context, post: Post) -> str:
    """Under a message: what it was to others, and the two words one may say of it. One query for a page."""
    if post.deleted_at:
        return ""
    known = vars(post.thread)
    if "words" not in known:
        known["words"] = _words_here(context, post.thread)
    said, reader, may = known["words"]
    return drawing.drawn(post, said.get(post.pk, NOTHING), reader, may=may)


def _words_here(context, thread: Thread) -> tuple[dict[int, reading.Said], Person, bool]:
    """What was said of the messages of this page, who reads it, and whether they may say something."""
    view, reader = context["view"], context["request"].user
    said = reading.said_of(
        thread,
        reader,
        first=view.page.start_index(),
        last=view.page.end_index(),
        besides=view.answer.post.pk if view.answer else 0,
    )
    return said, reader, context["membership"].may("take part")


@panel("thread.aside", order=80)
def what_they_are_for(context, thread: Thread) -> str:
    """What the two words say, to whom, and what becomes of them."""
    return "" if thread.deleted_at else render_to_string("thanks/_about.html")


@panel("mail.conversation")
def thank_by_mail(context, posts: list[Post], form: str) -> str:
    """Under what is new of one conversation, in a mail (`form`: html or txt): thank who wrote last."""
    person: Person = context["person"]
    posts = [post for post in posts if takes_words(post) and not post.written_by(person)]
    if not posts:
        return ""
    said = {"url": link("thanks", person, posts[-1].pk, now=context["now"])}
    return render_to_string(f"thanks/emails/_thank.{form}", said)
