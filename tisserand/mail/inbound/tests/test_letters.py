"""Replies in the shape each program gives them: an `.eml` and, beside it, what its sender wrote."""

from pathlib import Path

import pytest

from tisserand.mail.inbound import reading

LETTERS = sorted((Path(__file__).parent / "letters").glob("*.eml"))


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_only_what_they_wrote_is_left(path):
    wrote = path.with_suffix(".txt").read_text().strip()
    letter = reading.read(path.read_bytes())
    assert letter.text == wrote
    assert letter.sender in ("amina.keita@example.com", "paul.girard@example.com")
    assert letter.in_reply_to == "<0f3c2a@learn.example.com>"


def test_there_are_enough_of_them():
    assert len(LETTERS) >= 40
