from django.template.loader import render_to_string

from tisserand.conversations.models import Post, Thread
from tisserand.mail.answering import link
from tisserand.people.models import Person
from tisserand.ui.slots import panel

from . import drawing, reading
from .saying import takes_words

NOTHING = reading.Said()


@panel("thread.said")
def words(context, posts: list[Post]) -> dict[int, str]:
    """Under each message: what it was to others, and the two words one may say of it. One query."""
    view, reader, may = context["view"], context["request"].user, context["membership"].may("take part")
    said = reading.said_of(
        view.thread,
        reader,
        first=view.page.start_index(),
        last=view.page.end_index(),
        besides=view.answer.post.pk if view.answer else 0,
    )
    standing = [post for post in posts if not post.deleted_at]
    return {post.pk: drawing.drawn(post, said.get(post.pk, NOTHING), reader, may=may) for post in standing}


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
