from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.usefixtures("settled")


def printed(*args):
    out = StringIO()
    call_command("day", *args, stdout=out)
    return out.getvalue()


def test_the_day_in_text(cast, ask, newcomers, enrol):
    ask(cast.chloe, "How do I begin?")
    for place in newcomers(2):
        enrol(place)
    said = printed("distance", "--as-of", "2026-11-24T10:00", "--language", "en")
    assert said.startswith("1 person is waiting · 2 people to encourage\n\nSOMEBODY IS WAITING\n")
    assert "  Chloé Martin « How do I begin? »: First message from Chloé" in said
    assert "  2 people have never come since the start\n    Nina0 Roy: no visit" in said


def test_in_the_communitys_language_by_default(cast, ask):
    ask(cast.chloe)
    assert printed("distance", "--as-of", "2026-11-24").startswith("1 personne attend\n")


def test_an_empty_day_is_said(community):
    assert printed("distance", "--as-of", "2026-11-24", "--language", "en") == "Nobody is waiting.\n"


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["nowhere"], "no community"),
        (["distance", "--as-of", "soon"], "not a date"),
        (["distance", "--as-of", "2026-11-20"], "goes on until 2026-11-23"),
    ],
)
def test_what_cannot_be_shown_is_said_in_words(cast, ask, args, words):
    ask(cast.chloe)
    with pytest.raises(CommandError, match=words):
        printed(*args)


def test_a_day_to_come_can_be_looked_at(cast, ask, now):
    ask(cast.chloe, hours=1)
    later = (now + timedelta(days=3)).date().isoformat()
    assert "waiting for" in printed("distance", "--as-of", later, "--language", "en")
