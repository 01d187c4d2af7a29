"""Two threads become one."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from tisserand.people.models import Person

from .. import emails
from ..models import Acceptance, Arrangement, Thread, Unsolved
from .places import follow_too, lead, send, settle, shells_of
from .rows import held, require, require_standing


@transaction.atomic
def merge(thread: Thread, *, into: Thread, by: Person, now: datetime, notify: bool = True) -> Arrangement:
    """All posts of `thread` join `into`, after its own and in their order; `undo` takes the row returned.

    Guaranteed:
    - No number of `into` changes. The posts that come get the next ones, so that two conversations never
      mix; addresses of `thread` and of its posts, and its reply addresses, lead to where the posts are. A
      reply sent meanwhile lands in `into`. What only an asker may say is for the asker of `into`.
    - Who follows `thread` follows `into`. Who had read both has read both; nobody more than they had.
    - An answer accepted in `thread` is the accepted one in `into` when nobody said anything of answers there
      (it keeps who accepted it). By whom `thread` was asked is no answer to `into`: if nobody else spoke,
      it still waits.
    - Both authors are told, once; nobody when it is undone within ten minutes.
    - Twice the same is once: the row of the first time comes back.

    PermissionDenied unless `by` moderates there. ValidationError when both are the same, in two communities,
    withdrawn, or have just been joined to another.
    """
    if thread.pk == into.pk:
        raise ValidationError(_("Choose another conversation than this one."))
    thread, into = held(thread, into)
    require(by, thread, into)
    if thread.merged_into_id == into.pk:
        return thread.arrangements.filter(into=into).latest("pk")
    require_standing(thread, into)
    if thread.community_id != into.community_id:
        raise ValidationError(_("Only conversations of one community can be joined: move one of them first."))
    done = Arrangement.objects.create(
        thread=thread, kind=Arrangement.Kind.MERGE, into=into, done_by=by, done_at=now
    )
    shells = shells_of(thread)
    posts = thread.posts.order_by("number").values_list("pk", flat=True)
    send(done, into, {pk: number for number, pk in enumerate(posts, into.last_number + 1)})
    lead({thread.pk, *shells}, to=into)
    thread.merged_into = into
    follow_too(thread, into)
    settle([thread, into])
    _accept_too(thread, into)
    thread.community.record("merged", by, thread, at=now, into=into.pk, arrangement=done.pk)
    if notify:
        emails.tell_arranged(done, [thread.real_author, into.real_author])
    return done


def _accept_too(thread: Thread, into: Thread) -> None:
    said = Acceptance.objects.filter(thread=thread, post__deleted_at=None).first()
    spoken = Acceptance.objects.filter(thread=into).exists() or Unsolved.objects.filter(thread=into).exists()
    if said is None or spoken or not into.asks:
        return
    Acceptance.objects.create(
        thread=into, post=said.post, accepted_by=said.accepted_by, accepted_at=said.accepted_at
    )
    into.keep_waiting()
