from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import Assignment, Trial


@holding
class Lots(Holding):
    key = "lots"
    name = _("What a lot gave you: an encouragement at once, later, or not")
    purpose = _("To know whether what is done for you helps. Answers and help never wait.")
    models = (Trial, Assignment)
    kept = _("as long as the community; yours goes with your account")

    def rows(self, person: Person):
        mine = Assignment.objects.filter(membership__person=person).select_related("trial__community")
        for one in mine.order_by("trial__drawn_at", "pk"):
            yield {
                "community": one.trial.community.name,
                "at": one.trial.drawn_at,
                "lot": one.trial.what,
                "waited": one.waits,
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        """The counts of trials that are over stay: they name nobody."""
        Assignment.objects.filter(membership__person=person).delete()
        Trial.objects.filter(drawn_by=person).update(drawn_by=None)
        for trial in Trial.objects.only("what"):
            if (hidden := marks.hide_all(trial.what, "…")) != trial.what:
                Trial.objects.filter(pk=trial.pk).update(what=hidden)
        return ()
