from functools import partial

from django.core.exceptions import ValidationError

from tisserand.communities.door import allow
from tisserand.conversations import pace
from tisserand.conversations.models import Post

from .. import acts, reviving
from ..forms import PostForm, SettleForm
from .answers import act_page, acting, folded, the_line

SHOWN_POSTS = 6


@allow("work the day")
@acting
def my_day_reply(request, community):
    line, form = the_line(request, community, community.now(), "reply"), PostForm(request.POST or None)
    return _post(request, community, acts.reply, line, form, "my_day_reply")


@allow("work the day")
@acting
def my_day_relaunch(request, community):
    """Revive a discussion, by the way that was chosen of those proposed."""
    now, asked = community.now(), request.POST if request.method == "POST" else request.GET
    line = the_line(request, community, now, "relaunch")
    ways = reviving.proposals(line.thread, now)
    chosen = next((one for one in ways if one.offered and one.way == asked.get("way")), ways[0])
    form = PostForm(request.POST or None, initial={"text": chosen.text})
    form.fields["text"].widget.attrs.pop("data-editor")  # the proposal is plain text
    write = partial(acts.relaunch, way=chosen.way, named=_number(request.POST.get("named", "")))
    return _post(request, community, write, line, form, "my_day_relaunch", ways=ways, chosen=chosen)


def _number(said):
    return int(said) if said.isdecimal() and len(said) < 19 else None


def _post(request, community, write, line, form, name, **context):
    if request.method == "POST" and form.is_valid():
        try:
            pace.keep(request.user)
            act = write(line.thread, by=request.user, now=community.now(), signal=line.key, **form.writing())
            return folded(request, community, [act])
        except ValidationError as wrong:
            form.add_error("text", wrong.messages)
    return act_page(request, name, form, line=line, **context, **_posts(line.thread))


def _posts(thread):
    """The question and the last words."""
    posts = list(Post.objects.standing().filter(thread=thread).for_reading().order_by("number"))
    return {"posts": [*posts[:1], *posts[1:][-SHOWN_POSTS:]], "skipped": max(len(posts) - 1 - SHOWN_POSTS, 0)}


@allow("work the day")
@acting
def my_day_settle(request, community):
    now = community.now()
    line, form = the_line(request, community, now, "settle"), SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        decision = acts.settle(community, line.key, by=request.user, now=now, **form.cleaned_data)
        return folded(request, community, [decision])
    reports = line.post.reports.filter(settled_at=None).select_related("reported_by").order_by("pk")
    return act_page(request, "my_day_settle", form, line=line, reports=reports)
