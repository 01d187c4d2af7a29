"""The skills of the site: a word is said once, whoever writes it and with whatever capitals."""

from .models import Skill


def named(name: str) -> Skill:
    """The skill of this name, on one line and `Skill.NAME_LIMIT` characters at most; there from now on."""
    return Skill.objects.get_or_create(folded=folded(name), defaults={"name": name})[0]


def folded(name: str) -> str:
    return name.casefold()[: 2 * Skill.NAME_LIMIT]
