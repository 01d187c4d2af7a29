"""What people write, made safe once, at writing."""

from tisserand.mail.written.rendering import SOURCE_LIMIT, TEXT_LIMIT, TITLE_LIMIT, Body, render, title_of

__all__ = ["SOURCE_LIMIT", "TEXT_LIMIT", "TITLE_LIMIT", "Body", "render", "title_of"]
