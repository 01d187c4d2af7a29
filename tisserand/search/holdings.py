from datetime import datetime

from django.db import connection
from django.utils.translation import gettext_lazy as _

from tisserand.people.held import Holding, holding
from tisserand.people.marks import Marks
from tisserand.people.models import Person

from .models import Passage


@holding
class Index(Holding):
    """The apps that write make the index anew from what they have changed, before this is called."""

    key = "search"
    behind = True
    name = _("The index by which your messages are found")
    purpose = _("To find again what was said, whatever the accents, plurals and conjugations.")
    models = (Passage,)
    kept = _("as long as the messages; it holds their words, and is made again when they change")

    def rows(self, person: Person):
        for one in Passage.objects.filter(author=person).select_related("community").order_by("pk"):
            yield {
                "community": one.community.name,
                "at": one.written_at,
                "text": f"{one.head}{one.body}".strip(),
            }

    def erase(self, person: Person, marks: Marks, now: datetime):
        """What was taken out of an index of SQLite stays in its pages until they are written anew."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO search_words(search_words) VALUES ('optimize')")
        return ()
