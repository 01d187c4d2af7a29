"""Beginnings of texts, for lists and mails."""

from tisserand.mail.plain import extract

__all__ = ["extract"]
