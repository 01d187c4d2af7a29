from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import CaughtUp


@holding
class CatchingUp(Holding):
    key = "caught-up"
    name = _("How far you have caught up with what concerns you")
    purpose = _("Never to show you, or mail you, what you have read.")
    models = (CaughtUp,)
    kept = _("as long as your account; nobody else sees it")

    def rows(self, person: Person):
        for one in CaughtUp.objects.filter(person=person):
            yield {"all_read_until": one.at, "opened": one.opened}

    def erase(self, person: Person, marks: Marks, now: datetime):
        CaughtUp.objects.filter(person=person).delete()
        return ()
