"""The page where a text that quotes is written: its form, and beside it the messages to quote."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from tisserand.communities.door import CommunityRequest
from tisserand.conversations.models import Post, Thread

from .. import quoting
from ..forms import TextForm

MOST = 500  # messages beside the form: the last ones
SHOWN = 400  # characters of each


def asks_to_quote(request: CommunityRequest) -> bool:
    """A message is to be quoted in what was typed; nothing is to be kept yet."""
    return request.method == "POST" and "quote" in request.POST


def numbers(values: Collection[str]) -> list[int]:
    """The numbers of messages among what an address or a form says."""
    return [int(value) for value in values if value.isascii() and value.isdigit() and len(value) < 10][:MOST]


def with_quotations(form_class: type[TextForm], request: CommunityRequest, posts: Collection[Post], **known):
    """The form again as it was typed, with these posts quoted at the end; without any error yet."""
    typed = {name: request.POST.get(name, "") for name in form_class.base_fields}
    as_html = request.POST.get("format") == "html"
    quoted = quoting.proposed(posts)
    if as_html:
        blocks = [quoting.block(number, words) for number, words in quoted]
        typed["text"] = quoting.apart("".join([typed["text"], *blocks]))
    else:
        said = [quoting.lines(number, words) for number, words in quoted]
        typed["text"] = "\n\n".join(part for part in (typed["text"].rstrip(), *said) if part) + "\n\n"
    form = form_class(initial=typed, **known)
    if as_html:
        form.fields["text"].widget.attrs["data-format"] = "html"
    return form


def beginning(html: str, posts: Collection[Post]) -> dict[str, str]:
    """What a form begins with: HTML for the editor, text for the plain field."""
    html += "".join(quoting.block(number, words) for number, words in quoting.proposed(posts))
    html = quoting.apart(html)
    return {"html": html, "text": quoting.plain(html)}


def posts_of(thread: Thread | None) -> list[Post]:
    """The messages that may be quoted, in order."""
    if thread is None:
        return []
    posts = Post.objects.standing().filter(thread=thread).select_related("author").defer("html", "source")
    return list(posts.order_by("-number")[:MOST])[::-1]


def chosen(posts: Collection[Post], wanted: Collection[int]) -> list[Post]:
    return [post for post in posts if post.number in wanted]


def show(request: CommunityRequest, template: str, form: TextForm, posts: Collection[Post], **context: Any):
    """422 when the form was filled in wrongly."""
    proposals = dict(quoting.proposed(posts))
    beside = [(post, proposals[post.number]) for post in posts]
    context |= {"form": form, "beside": beside, "now": request.community.now()}
    status = 422 if form.is_bound and form.errors else 200
    response: HttpResponse = render(request, template, context, status=status)
    return response
