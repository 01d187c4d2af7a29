"""The index: documents that can be opened, the passages said in them, and the words of each community.

Nothing of it is shown: what a person may see, and how, is asked of whoever the document comes from.
"""

from django.db import models

from tisserand.communities.models import Community
from tisserand.people.models import Person


class Document(models.Model):
    """What a result leads to: a thread and, of later apps, a sheet or a resource."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=20, help_text="Which registered source it comes from.")
    key = models.BigIntegerField(help_text="Its number there.")
    kind = models.CharField(max_length=20, help_text="What people call it: a question, a discussion…")
    solved = models.BooleanField(null=True, help_text="Null when there is nothing to solve.")
    topic = models.BigIntegerField(null=True, help_text="The number of what it is about, at its source.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["source", "key"], name="index_a_document_once")]

    def __str__(self):
        return f"{self.source} {self.key}"


class Passage(models.Model):
    """A part of a document that somebody wrote, as terms, each after a space: `head` those of the title of
    the document, `body` its own. An index of the database is kept on both (see the first migration)."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages", db_index=False)
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+", db_index=False)
    part = models.BigIntegerField(help_text="Its number at the source.")
    author = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    written_at = models.DateTimeField()
    head = models.TextField()
    body = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "part"], name="index_a_passage_once")]
        indexes = [
            models.Index(fields=["community", "-written_at"], name="passage_by_freshness"),
            models.Index(fields=["author", "community", "-written_at"], name="passage_by_author"),
        ]

    def __str__(self):
        return f"{self.document_id} {self.part}"


class Meaning(models.Model):
    """What a document that asks something is about: its title and its opening, as numbers (`embedding`)."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="meaning")
    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+", db_index=False)
    part = models.BigIntegerField(help_text="The number of its opening at the source.")
    made_by = models.CharField(max_length=40, blank=True, help_text="Which model; empty until it is read.")
    vector = models.BinaryField(default=b"")

    class Meta:
        indexes = [
            models.Index(fields=["community", "made_by", "-id"], name="meaning_of_a_community"),
            models.Index(fields=["made_by"], name="meaning_that_is_due"),
        ]

    def __str__(self):
        return f"{self.document_id} {self.made_by}"


class Term(models.Model):
    """A kept fact: in how many passages of a community a term stands."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+", db_index=False)
    term = models.CharField(max_length=40)
    passages = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "term"], name="count_a_term_once")]

    def __str__(self):
        return f"{self.term} {self.passages}"


class Spelling(models.Model):
    """How a term is written in a community: what a slip of the keyboard is compared with."""

    community = models.ForeignKey(Community, on_delete=models.CASCADE, related_name="+", db_index=False)
    word = models.CharField(max_length=40)
    plain = models.CharField(max_length=60, help_text="Without accents.")
    term = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["community", "word"], name="keep_a_spelling_once")]
        indexes = [
            models.Index(fields=["community", "plain"], name="spelling_by_letters"),
            models.Index(fields=["community", "term"], name="spelling_by_term"),
        ]

    def __str__(self):
        return self.word


class Due(models.Model):
    """Something has changed in a document, or in one part of it: to be read again. Written with it."""

    source = models.CharField(max_length=20)
    key = models.BigIntegerField()
    part = models.BigIntegerField(null=True, help_text="Null: the whole document.")

    def __str__(self):
        return f"{self.source} {self.key} {self.part or ''}"
