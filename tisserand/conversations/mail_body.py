"""The body of a mail as a post."""

from tisserand.mail.written.mail_body import folded, masked, own_words

__all__ = ["folded", "masked", "own_words"]
