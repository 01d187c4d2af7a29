import pytest

from tisserand.mail.inbound.mail_box import Address, address


@pytest.mark.parametrize(
    ("url", "known"),
    [
        (
            "imaps://learn%40example.com:s%2Fcr%3At@imap.example.com/Learn/In",
            Address("imaps", "imap.example.com", 993, "learn@example.com", "s/cr:t", "Learn/In"),
        ),
        (
            "imap+tls://box:secret@imap.example.com",
            Address("imap+tls", "imap.example.com", 143, "box", "secret", "INBOX"),
        ),
        (
            "imaps://learn%40example.com@imap.example.com",
            Address("imaps", "imap.example.com", 993, "learn@example.com", "", "INBOX"),
        ),
        ("imap://box:secret@[::1]:1143/", Address("imap", "::1", 1143, "box", "secret", "INBOX")),
    ],
)
def test_where_a_mail_box_is(url, known):
    assert address(url) == known
