"""Threads and their posts, for whoever searches: seen and shown by the rules of the pages."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.db.models import Case, Value, When
from django.urls import reverse

from tisserand.communities.models import Community, Membership
from tisserand.search.sources import Content, Said, Shown, Source, source

from .models import Post, Thread, Topic
from .rendering import TITLE_LIMIT
from .states import state_of


@source
class Threads(Source):
    name = "thread"
    kinds = Thread.Kind.choices
    template = "conversations/_found.html"

    def contents(self, keys: Collection[int], parts: Collection[int] | None = None) -> Iterable[Content]:
        """Standing posts; those of a withdrawn thread too, which some still see."""
        posts = Post.objects.standing().filter(thread__in=keys).order_by("thread", "number")
        posts = posts if parts is None else posts.filter(pk__in=parts)
        said = defaultdict(list)
        asks = Case(When(number=1, thread__kind__in=Thread.ASKING, then=Value(True)), default=Value(False))
        columns = ("thread", "pk", "author", "created_at", "text", asks)
        for thread, *post in posts.values_list(*columns):
            said[thread].append(Said(*post))
        threads = Thread.objects.filter(pk__in=keys, merged_into=None)
        for thread in threads.select_related("community", "acceptance"):
            yield Content(
                key=thread.pk,
                community=thread.community_id,
                language=thread.community.language,
                kind=thread.kind,
                title=thread.title,
                solved=thread.solved if thread.asks else None,
                topic=thread.topic_id,
                passages=said[thread.pk],
            )

    def keys(self, community: Community) -> Iterator[int]:
        return (
            community.threads.filter(merged_into=None).order_by("pk").values_list("pk", flat=True).iterator()
        )

    def visible(self, parts: Collection[int], membership: Membership) -> set[int]:
        posts = dict(Post.objects.standing().filter(pk__in=parts).values_list("pk", "thread"))
        threads = Thread.objects.filter(pk__in=set(posts.values()), community=membership.community_id)
        seen = set(threads.visible_to(membership).values_list("pk", flat=True))
        return {post for post, thread in posts.items() if thread in seen}

    def shown(self, found: dict[int, list[int]], membership: Membership, now: datetime) -> dict[int, Shown]:
        threads = Thread.objects.for_list().filter(pk__in=found).in_bulk()
        wanted = [part for parts in found.values() for part in parts]
        posts = (
            Post.objects.filter(pk__in=wanted)
            .select_related("author")
            .only("thread", "number", "text", "author", "unnamed")
        )
        said = defaultdict(list)
        for post in posts:
            said[post.thread_id].append(post)
        shown = {}
        for key, thread in threads.items():
            thread.community = membership.community
            shown[key] = Shown(
                title=thread.title,
                thing={"thread": thread, "state": state_of(thread, reader=membership.person, now=now)},
                texts={post.pk: post.text for post in said[key]},
                urls={post.pk: thread.url_of(post.number) for post in said[key]},
                authors={post.pk: post.writer.name for post in said[key]},
            )
        return shown

    def topics(self, community: Community) -> Iterable[tuple[int, str]]:
        return Topic.objects.standing().filter(community=community).values_list("pk", "name")

    def skills(self, community: Community) -> Iterable[tuple[int, str, list[int]]]:
        here = {"topic__community": community, "topic__removed_at": None}
        rows = Topic.skills.through.objects.filter(**here).order_by("skill__folded", "topic")
        found: dict[tuple[int, str], list[int]] = {}
        for skill, name, topic in rows.values_list("skill", "skill__name", "topic"):
            found.setdefault((skill, name), []).append(topic)
        return [(*skill, topics) for skill, topics in found.items()]

    def ask_url(self, community: Community, words: str) -> str:
        asked = urlencode({"kind": Thread.Kind.QUESTION, "title": words[:TITLE_LIMIT]})
        return f"{reverse('new-thread', args=[community.slug])}?{asked}"
