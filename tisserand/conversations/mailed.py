"""What a mail becomes as a post."""

from tisserand.mail.written.mailed import files_of, flowing, text_of, title_of, token_of

__all__ = ["files_of", "flowing", "text_of", "title_of", "token_of"]
