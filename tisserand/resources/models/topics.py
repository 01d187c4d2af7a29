from django.db import models

from tisserand.conversations.models import Topic
from tisserand.people.models import Person
from tisserand.programmes.models import Step


class TopicStep(models.Model):
    """What is said under this topic goes with this step of a programme."""

    topic = models.OneToOneField(Topic, on_delete=models.CASCADE, related_name="tie")
    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="topics")
    tied_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    tied_at = models.DateTimeField()

    def __str__(self):
        return f"{self.topic_id} – {self.step_id}"
