from collections import Counter

from tisserand.communities import facts
from tisserand.communities.models import Community
from tisserand.communities.names import fold

from .indexing import in_batches, make
from .models import Document, Passage, Spelling, Term
from .sources import Source, all_sources
from .words import composed, words_of


@facts.kept("search")
def rebuild(community: Community) -> int:
    """Make the index of this community equal to what its documents say; how many rows were wrong."""
    wrong = 0
    for source in all_sources():
        indexed = Document.objects.filter(community=community, source=source.name)
        strays = set(indexed.values_list("key", flat=True))
        for keys in in_batches(source.keys(community)):
            wrong += make(source.name, keys)
            strays -= set(keys)
        wrong += make(source.name, strays)
    return wrong + _count_again(community) + _spell_again(community)


# A spelling that nobody uses any more stays while others write the same word otherwise: harmless, and gone
# at the rebuild. It does not count as wrong.


def recounted(community: Community) -> Counter[str]:
    """In how many passages each term stands, the slow and obvious way."""
    counts: Counter[str] = Counter()
    for head, body in Passage.objects.filter(community=community).values_list("head", "body").iterator():
        counts.update(set(f"{head}{body}".split()))
    return counts


def _count_again(community: Community) -> int:
    kept = Term.objects.filter(community=community)
    wanted, have = recounted(community), dict(kept.values_list("term", "passages"))
    wrong = [term for term in wanted.keys() | have.keys() if wanted.get(term) != have.get(term)]
    for some in in_batches(wrong, 500):
        kept.filter(term__in=some).delete()
    rows = (Term(community=community, term=term, passages=wanted[term]) for term in wrong if term in wanted)
    Term.objects.bulk_create(rows, batch_size=1000)
    return len(wrong)


def respelt(community: Community) -> dict[str, str]:
    """How each term is written, from the texts: word → term."""
    found: dict[str, str] = {}
    for source in all_sources():
        for keys in in_batches(source.keys(community)):
            found |= _spellings(source, keys)
    return found


def _spellings(source: Source, keys: list[int]) -> dict[str, str]:
    return {
        word.word: word.term
        for content in source.contents(keys)
        for text in (content.title, *(said.text for said in content.passages))
        if content.passages
        for word in words_of(composed(text), content.language)
    }


def _spell_again(community: Community) -> int:
    kept = Spelling.objects.filter(community=community)
    wanted, have = respelt(community), dict(kept.values_list("word", "term"))
    wrong = [word for word in wanted.keys() | have.keys() if wanted.get(word) != have.get(word)]
    for some in in_batches(wrong, 500):
        kept.filter(word__in=some).delete()
    rows = (
        Spelling(community=community, word=word, plain=fold(word)[:60], term=wanted[word])
        for word in wrong
        if word in wanted
    )
    return len(Spelling.objects.bulk_create(rows, batch_size=1000))
