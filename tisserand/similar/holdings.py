from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, holding
from tisserand.people.models import Person

from .models import Comparison, FoundAnswer, ToldApart


@holding
class Found(Holding):
    """Rows of the first go with their person; of the second, the name of who said it does."""

    key = "found-answers"
    name = _("Conversations in which you found an answer without asking")
    purpose = _("To know which answers help, and not to propose to join two questions that are not the same.")
    models = (FoundAnswer, ToldApart, Comparison)
    kept = _("as long as your account; those who run the community see how many, never who")

    def rows(self, person: Person):
        for one in FoundAnswer.objects.filter(person=person).select_related("thread").order_by("pk"):
            yield {"thread": one.thread.title, "found_at": one.found_at, "followed": one.followed}
        told = ToldApart.objects.filter(told_by=person).select_related("thread", "earlier").order_by("pk")
        for pair in told:
            yield {
                "thread": pair.thread.title,
                "not_the_same_as": pair.earlier.title,
                "told_at": pair.told_at,
            }
