"""Somebody asks without showing their name: what they write there has no author, for anybody who reads it."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tisserand.communities.models import Community
from tisserand.people.models import Person


class Unnamed(models.Model):
    """Who asked without their name, and who they were told may see it.

    Threads and posts that bear it have no author (a constraint says so): whatever shows, finds, counts or
    exports authors meets nobody. `person` is for what is theirs: mails to them, their own pages, their own
    export. One door shows the name to somebody else (`views.unnamed`), if `lcm_may_see`.
    """

    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="unnamed")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    lcm_may_see = models.BooleanField(help_text="What the charter said when they asked, and they were told.")
    # Of the form it was asked with: sent twice, it asks once.
    form_token = models.CharField(max_length=40, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "form_token"],
                condition=Q(form_token__isnull=False),
                name="ask_once_without_a_name",
            )
        ]

    def __str__(self):  # never the name: this may be printed anywhere
        return f"unnamed {self.pk}"


class Nobody:
    """What stands where a name would: drawn and named as a person is, by nothing that tells who."""

    pk = None
    erased_at = None
    initials = ""
    phone = ""
    email = None

    def __init__(self, name, within):
        self._name, self._within = name, within

    @property
    def name(self) -> str:
        return str(self._name)

    @property
    def short_name(self) -> str:
        """Within a sentence or a line."""
        return str(self._within)

    first_name = short_name


ASKER = Nobody(_("The person who asked"), _("the person who asked"))
FORMER = Nobody(_("A former member"), _("a former member"))


class Written:
    """What threads and posts know of who wrote them: `writer` to show, `real_author` to write to."""

    if TYPE_CHECKING:
        author: Person | None
        author_id: int | None
        unnamed: Unnamed | None
        unnamed_id: int | None

    @property
    def writer(self) -> Person | Nobody:
        """Who is shown as its author, to anybody: the one way to print an author."""
        return self.author or (ASKER if self.unnamed_id else FORMER)

    @property
    def real_author(self) -> Person | None:
        """Who wrote it, their name shown or not. Never to be shown: for mails to them and what is theirs."""
        return self.unnamed.person if self.unnamed else self.author

    @property
    def real_author_id(self) -> int | None:
        return self.unnamed.person_id if self.unnamed else self.author_id

    def written_by(self, person: Person | None) -> bool:
        return person is not None and self.real_author_id == person.pk

    def by_the_same(self, other: "Written") -> bool:
        """Whether `other` is by the same author, known or not; two that nobody wrote are not."""
        if self.unnamed_id or other.unnamed_id:
            return self.unnamed_id == other.unnamed_id
        return self.author_id is not None and self.author_id == other.author_id

    def signature(self, by: Person) -> Person | None:
        """Under whose name `by` acts on it, in the journal and in rows that others read."""
        return None if self.unnamed_id and self.written_by(by) else by


def theirs(person: Person | int, path: str = "") -> Q:
    """What this person wrote, their name shown or not; `path` leads to the post or thread. For what is shown
    to that person alone, and for what is kept of them."""
    return Q(**{f"{path}author": person}) | Q(**{f"{path}unnamed__person": person})
