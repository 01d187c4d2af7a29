"""Published sheets, for whoever searches: each stands above the conversation it comes from.

Only its own words are in the index, not those it quotes: these are found in their conversation, and go with
it when they are removed.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tisserand.communities.models import Community, Membership
from tisserand.search.sources import Content, Said, Shown, Source, source

from .models import Sheet, Version
from .reading import wholes


@source
class Sheets(Source):
    name = "sheet"
    kinds = [("sheet", gettext_lazy("sheet"))]
    template = "resources/_found.html"

    def contents(self, keys: Collection[int], parts: Collection[int] | None = None) -> Iterable[Content]:
        """A sheet is one passage, of the number of the sheet."""
        for sheet in _with_last_version(Sheet.objects.published().filter(pk__in=keys)):
            said = Said(sheet.pk, sheet.last_writer, sheet.last_at, sheet.last_text, opens=True)
            yield Content(
                key=sheet.pk,
                community=sheet.community_id,
                language=sheet.community.language,
                kind="sheet",
                title=sheet.title,
                passages=[said],
            )

    def keys(self, community: Community) -> Iterator[int]:
        published = Sheet.objects.published().filter(community=community)
        return published.order_by("pk").values_list("pk", flat=True).iterator()

    def visible(self, parts: Collection[int], membership: Membership) -> set[int]:
        here = Sheet.objects.published().filter(pk__in=parts, community=membership.community_id)
        return set(here.values_list("pk", flat=True))

    def shown(self, found: dict[int, list[int]], membership: Membership, now: datetime) -> dict[int, Shown]:
        sheets = _with_last_version(Sheet.objects.filter(pk__in=found)).select_related("owner", "thread")
        bare = [sheet for sheet in sheets if not sheet.last_text]  # it only quotes
        quoted = wholes(bare) if bare else {}
        shown = {}
        for sheet in sheets:
            sheet.community = membership.community
            owner = sheet.owner.name if sheet.owner else _("A former member")
            shown[sheet.pk] = Shown(
                title=sheet.title,
                thing={"sheet": sheet},
                texts={sheet.pk: sheet.last_text or quoted[sheet.pk]},
                urls={sheet.pk: sheet.get_absolute_url()},
                authors={sheet.pk: owner},
            )
        return shown

    def above(self, found: dict[str, list[int]], membership: Membership) -> dict[tuple[str, int], int]:
        here = Sheet.objects.published().filter(
            thread__in=found.get("thread", []), community=membership.community_id
        )
        return {("thread", thread): pk for pk, thread in here.order_by("-pk").values_list("pk", "thread")}


def _with_last_version(sheets):
    last = Version.objects.filter(sheet=OuterRef("pk")).order_by("-number")
    return sheets.select_related("community").annotate(
        last_text=Subquery(last.values("text")[:1]),
        last_at=Subquery(last.values("written_at")[:1]),
        last_writer=Subquery(last.values("written_by")[:1]),
    )
