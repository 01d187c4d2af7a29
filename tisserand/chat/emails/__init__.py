from .answers import tell_lifted, tell_mentioned
from .digests import chat_digest

__all__ = ["chat_digest", "tell_lifted", "tell_mentioned"]
