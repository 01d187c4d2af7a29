from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import Reaction


@holding
class Reactions(Holding):
    key = "thanks"
    name = _("Messages you thanked for or found useful, and what others said so of yours")
    purpose = _("For who helps to know it, and for who looks for an answer to find one that helped.")
    models = (Reaction,)
    kept = _("as long as the message; what you said goes with your account")

    def rows(self, person: Person):
        """Of their own messages: thanks, as they were told; nobody learns who found them useful."""
        mine = Reaction.objects.filter(person=person)
        theirs = Reaction.objects.filter(post__author=person, kind=Reaction.Kind.THANKS)
        for one in (mine | theirs).select_related("post__thread", "person").order_by("said_at", "pk"):
            said_by_me = one.person_id == person.pk
            yield {
                "thread": one.post.thread.title,
                "message": one.post.number,
                "kind": one.get_kind_display(),
                "at": one.said_at,
                **({} if said_by_me else {"by": one.sayer.name}),
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        person.reactions.all().delete()
        return ()
