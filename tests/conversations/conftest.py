"""Conversations as other apps see them: the makers of their own tests, used above the apps."""

from tisserand.conversations.tests.conftest import answer, ask, in_english, question

__all__ = ["answer", "ask", "in_english", "question"]
