from .answers import tell_lifted, tell_mentioned, tell_of_answer, tell_of_decision
from .digests import chat_digest

__all__ = ["chat_digest", "tell_lifted", "tell_mentioned", "tell_of_answer", "tell_of_decision"]
