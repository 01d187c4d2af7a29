from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tisserand.communities.door import CommunityRequest, allow, posted
from tisserand.communities.models import Community
from tisserand.communities.promises import promised_words
from tisserand.mail.characters import one_line
from tisserand.ui.hints import hints
from tisserand.ui.notices import say
from tisserand.ui.statements import statement
from tisserand.ui.templating.functions import path_of

from .. import browsers, links, mentions, pace, reading, rendering, writing
from ..forms import NewThreadForm, ReplyForm, here_or_nothing
from ..models import Arrangement, Attachment, FormerPlace, HeldLinks, Post, Thread
from ..writing.before import unnamed_in
from .leading import leads_on
from .lists import number_in, whole_number

NO_THREAD = 2**63 - 1  # an address may hold any number; the database takes no larger one


@leads_on("threads")
@allow("come in")
def thread(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    if found.pk != pk:
        return redirect(_led_to(found, pk, number_in(request)))
    quotes = _quoted(found, request.GET.get("quote", ""))
    form = ReplyForm(initial={"quotes": quotes}, **editor_urls(community))
    return _show(request, found, form)


@leads_on("threads")
@require_POST
@allow("take part")
def create_reply(request: CommunityRequest, community: Community, pk: int) -> HttpResponse:
    found = thread_here(request, community, pk)
    form = ReplyForm(request.POST, request.FILES, **editor_urls(community))
    if form.is_valid():
        quotes = _post_in(found, form.cleaned_data["quotes"])
        try:
            pace.keep(request.user)
            post = writing.reply(found, by=request.user, now=community.now(), quotes=quotes, **form.writing())
        except ValidationError as error:
            form.refuse(error)
        else:
            say_what_was_not_done(request, post)
            return redirect(post.url)
    return _show(request, found, form, status=422)


@allow("take part")
def new_thread(request: CommunityRequest, community: Community) -> HttpResponse:
    form = NewThreadForm(
        posted(request),
        request.FILES or None,
        initial=_asked_from(request),
        **editor_urls(community),
        community=community,
    )
    if request.method == "POST" and form.is_valid():
        try:
            pace.keep(request.user)
            made = writing.start(
                community,
                by=request.user,
                now=community.now(),
                context=_context(request, form),
                **form.writing(),
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            say_what_was_not_done(request, made.posts.get(number=1))
            return redirect(made)
    return _ask_page(request, community, form, status=422 if form.errors else 200)


def show_draft(request: CommunityRequest, community: Community, **more) -> HttpResponse:
    """The page on which one asks, with what was posted as it was: neither sent nor judged. `more` is for the
    panels of the page. The page says that files have to be chosen again: browsers give them once."""
    form = NewThreadForm(initial=request.POST.dict(), **editor_urls(community), community=community)
    return _ask_page(request, community, form, files_lost=bool(request.FILES), **more)


def _ask_page(
    request: CommunityRequest, community: Community, form: NewThreadForm, *, status: int = 200, **more
) -> HttpResponse:
    now = community.now()
    promise = promised_words(writing.promised_at(community, Thread.Kind.QUESTION, now), now, community.zone)
    context = {"form": form, "promise": promise, "browser": _browser(request), **more}
    return render(request, "conversations/new_thread.html", context, status=status)


def thread_here(request: CommunityRequest, community: Community, pk: int) -> Thread:
    """The thread of this address, or the one it has been joined to, if the member may see it; 404
    otherwise."""
    pk = min(pk, NO_THREAD)
    asked = {"pk": pk, "community": community.pk, "person": request.user.pk}
    threads = _visible(request.membership.may("moderate"), **asked)
    if not threads:
        joined = Thread.objects.filter(pk=pk, community=community, merged_into__isnull=False).first()
        if joined is None:
            raise Http404
        return thread_here(request, community, joined.merged_into_id)
    threads[0].community = community
    return threads[0]


@statement
def _visible(all_of_them: bool, *, pk: int, community: int, person: int):
    threads = Thread.objects.filter(pk=pk, community=community)
    threads = threads.filter(merged_into=None) if all_of_them else threads.visible_to_writer(person)
    arranged = Arrangement.objects.filter(Q(thread=OuterRef("pk")) | Q(into=OuterRef("pk")))
    told = ("author", "unnamed", "acceptance__accepted_by", "unsolved", "closing__closed_by", "topic", "pin")
    known = {
        "was_arranged": Exists(arranged),
        "unnamed_here": unnamed_in(OuterRef("pk"), person),
        "has_files": Exists(Attachment.objects.filter(post__thread=OuterRef("pk"))),
    }
    return threads.select_related(*told).annotate(**known, **hints("thread")).with_place_of(person)


def _led_to(found: Thread, pk: int, page: int) -> str:
    """Where what stood on that page of a joined thread is now. No « #… » in it: the browser keeps its own."""
    first = (page - 1) * Thread.PAGE + 1
    place = FormerPlace.objects.filter(thread=pk, number__gte=first, post__thread=found).order_by("number")
    number = place.values_list("post__number", flat=True).first() or 1
    return f"{found.get_absolute_url()}?page={found.page_of(number)}&from={pk}"


def names_url(community: Community) -> str:
    return path_of("people-to-name", community.slug)


def editor_urls(community: Community) -> dict[str, str]:
    """What the editor asks while one writes: names of people, and room for a picture."""
    return {
        "names_url": names_url(community),
        "pictures_url": path_of("keep-picture", community.slug),
    }


def say_what_was_not_done(request: CommunityRequest, post: Post) -> None:
    """What did not go as its writer meant. First names that several members share called nobody; the links
    of somebody new wait for a look."""
    if links.found("", post.source) and HeldLinks.objects.filter(post=post).exists():
        say(request, links.told())
    if "@" in post.text:
        for name in mentions.find(post.thread.community, post.text).unclear:
            text = _("Several people here are called %(name)s: none was told. Write the whole name.")
            say(request, text % {"name": name}, tone="waiting")


def _show(request: CommunityRequest, found: Thread, form: ReplyForm, *, status: int = 200) -> HttpResponse:
    now, number = found.community.now(), number_in(request)
    if form.is_bound or form["quotes"].value():
        number = found.pages
    led_from = whole_number(request.GET.get("from", ""))
    page = reading.open_page(found, request.membership, now=now, number=number, led_from=led_from)
    found.note_reading(request.user, up_to=page.last_shown, now=now, known=found.last_number_read)
    quoted = _post_in(found, form["quotes"].value())
    context = {"thread": found, "view": page, "form": form, "now": now, "page": page.page}
    context["quoted"] = reading.quotation(quoted, found) if quoted else None
    return render(request, "conversations/thread.html", context, status=status)


def _quoted(found: Thread, asked: str) -> int | None:
    post = _post_in(found, asked)
    return post.pk if post else None


def _post_in(found: Thread, pk: str | int | None) -> Post | None:
    """A standing post of this thread, by an id that may be anything."""
    if not pk or not str(pk).isascii() or not str(pk).isdigit() or len(str(pk)) > 18:
        return None
    return found.posts.standing().select_related("author").filter(pk=int(pk)).first()


def _asked_from(request: CommunityRequest) -> dict:
    asked = {"kind": request.GET.get("kind", ""), "page": here_or_nothing(request.GET.get("from", ""))}
    asked["topic"] = whole_number(request.GET.get("topic", "")) or None
    return asked | {"title": one_line(request.GET.get("title", ""))[: rendering.TITLE_LIMIT]}


def _browser(request: CommunityRequest) -> str:
    return browsers.described(request.headers.get("User-Agent", ""))


def _context(request: CommunityRequest, form: NewThreadForm) -> dict:
    """What helps whoever helps; kept of help requests only."""
    if form.cleaned_data["kind"] != Thread.Kind.HELP:
        return {}
    found = {"browser": _browser(request), "page": form.cleaned_data["page"]}
    return {name: value for name, value in found.items() if value}
