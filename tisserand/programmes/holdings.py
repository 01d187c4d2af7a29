from datetime import datetime

from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import Enrolment, Progress


@holding
class Paths(Holding):
    key = "progress"
    name = _("The programmes you follow, and the steps you have done")
    purpose = _("To show you the next step, to help in time, and to prove that a training was followed.")
    models = (Enrolment, Progress)
    kept = _("as long as your place in the community")

    def rows(self, person: Person):
        followed = Enrolment.objects.filter(membership__person=person)
        followed = followed.select_related("cohort__programme__community").order_by("enrolled_at", "pk")
        for enrolment in followed.prefetch_related("progress__step"):
            steps = sorted(enrolment.progress.all(), key=lambda one: one.completed_at)
            yield {
                "community": enrolment.cohort.programme.community.name,
                "programme": enrolment.cohort.programme.name,
                "cohort": enrolment.cohort.name,
                "enrolled_at": enrolment.enrolled_at,
                "withdrawn_at": enrolment.withdrawn_at,
                "steps": [
                    {
                        "step": one.step.title,
                        "completed_at": one.completed_at,
                        "source": one.get_source_display(),
                    }
                    for one in steps
                ],
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        Enrolment.objects.filter(membership__person=person).delete()
        Progress.objects.filter(noted_by=person).update(noted_by=None)
        return ()
