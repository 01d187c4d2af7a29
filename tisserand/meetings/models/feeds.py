import secrets

from django.db import models

from tisserand.people.models import Person


def new_salt() -> str:
    return secrets.token_hex(16)


class Feed(models.Model):
    """The secret address of somebody's calendar. What it says is signed with `salt`: another salt, and the
    address that was given away leads nowhere. `fingerprint` is that of what it gave last, since `changed_at`.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="calendar_feed")
    salt = models.CharField(max_length=32, default=new_salt)
    made_at = models.DateTimeField()
    fingerprint = models.CharField(max_length=64, blank=True)
    changed_at = models.DateTimeField()

    def __str__(self):
        return str(self.person_id)
