"""What people say of a thread without writing in it: it answered me, it did not, tell me more, I am here."""

from django.db import models

from tisserand.people.models import Person


class Acceptance(models.Model):
    """The asker says: this post answered me."""

    thread = models.OneToOneField("Thread", on_delete=models.CASCADE, related_name="acceptance")
    post = models.ForeignKey("Post", on_delete=models.CASCADE, related_name="acceptances")
    accepted_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    accepted_at = models.DateTimeField()

    def __str__(self):
        return f"{self.thread_id} ← {self.post_id}"


class Unsolved(models.Model):
    """The asker says: I was answered, and it is not solved. Gone at the next answer or at acceptance."""

    thread = models.OneToOneField("Thread", on_delete=models.CASCADE, related_name="unsolved")
    said_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField()

    def __str__(self):
        return str(self.thread)


class Follow(models.Model):
    """Somebody wants to hear of this thread."""

    thread = models.ForeignKey("Thread", on_delete=models.CASCADE, related_name="follows")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="follows")
    followed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="follow_once")]

    def __str__(self):
        return f"{self.person_id} → {self.thread_id}"


class Reading(models.Model):
    """How far somebody has read: where to resume, not how much is unread."""

    thread = models.ForeignKey("Thread", on_delete=models.CASCADE, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="readings")
    last_number = models.PositiveIntegerField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "person"], name="read_from_one_place")]

    def __str__(self):
        return f"{self.person_id} {self.thread_id}#{self.last_number}"
