from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from tisserand.people.held import Holding, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person


@holding
class Tasks(Holding):
    key = "tasks"
    behind = True
    name = _("What the site does in the background")
    purpose = _("To do later what takes long. Tasks carry numbers, never names; an error may quote one.")
    models = (DBTaskResult,)
    kept = _("two days once done, three months when failed")

    def erase(self, person: Person, marks: Marks, now: datetime):
        named = Q()
        for word in marks.spellings:
            named |= Q(traceback__icontains=word)
        for result in DBTaskResult.objects.filter(named) if named else ():
            result.traceback = marks.hide_all(result.traceback, "…")
            result.save(update_fields=["traceback"])
        return ()
