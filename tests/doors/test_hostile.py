"""Whatever is sent to any address, the answer is a page that says something, never a broken one."""

import os
import random
import re
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.test_doors import addresses, door
from tisserand.communities.rights import RIGHTS

from .visitor import Visitor

NAMES = (
    "page name role kind quote quotes from sign signal member at of sent next months to was chose q step act"
)
VALUES = [
    "",
    " ",
    "\0",
    "a\0b",
    "9" * 400,
    "99999999999999999999",
    "-1",
    "1e309",
    "NaN",
    "\u0661",
    "\ud7ff\uffff\U0010ffff",
    "\u202e<script>alert(1)</script>",
    "%s %(x)s {0} {{ x }}",
    "0000-00-00",
    "9999-12-31",
    "[]",
    "null",
    "../../etc/passwd",
    "’" * 20_000,
    "a@b.example\r\nBcc: x@example.com",
]
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
RAW = [
    (FORM, bytes(range(256)) * 4),
    (FORM, b"%FF%FE=%00&%=&&==&text=%ED%A0%80&form_token=%ff"),
    (FORM, b"a=1&" * 1001),
    (PARTS, b'--x\r\nContent-Disposition: form-data; name="text"; filename="a'),
    (PARTS, b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\n\xff\x00\r\n--x--"),
    ("multipart/form-data", b"--"),
    ("application/json", b"[{"),
]


@pytest.fixture(scope="module")
def fields():
    """The names of the fields at each way, read once: they are the same in each test."""
    return {}


@pytest.fixture
def everywhere(world, fields):
    """(visitor who may come in, way, names of the fields found there) for each address."""
    visitors = {who: Visitor(person) for who, person in world.people.items()}
    found = []
    for address, view in addresses():
        right = door(view)
        who = "LCM" if right in RIGHTS else {"administrator": "administrator"}.get(right, "learner")
        who = "administrator" if right == "mailbox reader" else who
        for way in world.ways(address):
            named = (way.address, way.about)
            if named not in fields:
                page = visitors[who].forgotten("get", way.path)
                text = "" if page.streaming else page.content.decode(errors="replace")
                names = set(re.findall(r'<(?:input|select|textarea|button)[^>]* name="([^"]+)"', text))
                fields[named] = sorted(names | set(NAMES.split()))
            found.append((visitors[who], way.path, fields[named]))
    return found


@pytest.fixture
def lots():
    """TISSERAND_TEST_SEED draws others."""
    return random.Random(int(os.environ.get("TISSERAND_TEST_SEED", "20261124")))


def broken(answers):
    return {what for what, answer in answers if answer.status_code >= 500}


def test_bytes_that_are_no_form(everywhere, lots):
    sent = (
        (f"{path} {kind} {body[:30]!r}", visitor.forgotten("post", path, body, content_type=kind))
        for visitor, path, _ in everywhere
        for kind, body in lots.sample(RAW, 2)
    )
    assert broken(sent) == set()


def filled(names, lots) -> dict[str, list[str]]:
    return {name: lots.choices(VALUES, k=lots.choice([1, 1, 2])) for name in names}


def test_fields_that_hold_what_nobody_would_type(everywhere, lots):
    def sent():
        for visitor, path, names in everywhere:
            said = filled(names, lots)
            yield f"{path} {said}"[:3000], visitor.forgotten("post", path, said)

    assert broken(sent()) == set()


def test_questions_that_hold_what_nobody_would_ask(everywhere, lots):
    def sent():
        for visitor, path, names in everywhere:
            said = {name: [value[:500] for value in values] for name, values in filled(names, lots).items()}
            for query in (said, {name: [value.replace("\0", "") for value in said[name]] for name in said}):
                whole = f"{path.partition('?')[0]}?{urlencode(query, doseq=True)}"
                yield whole, visitor.forgotten("get", whole)

    assert broken(sent()) == set()


def test_files_where_words_are_expected_and_words_where_files_are(everywhere, lots):
    def sent():
        for visitor, path, names in everywhere:
            name, content = lots.choice(VALUES)[:300] or "x", lots.randbytes(300)
            said = {field: SimpleUploadedFile(name, content) for field in names}
            yield f"{path} {name!r}", visitor.forgotten("post", path, said)

    assert broken(sent()) == set()
