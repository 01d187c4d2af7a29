"""What somebody looks at the site with, in the words of help desks: « Safari · iPhone »."""

import re

_BROWSERS = (
    ("Edge", r"Edg(?:A|iOS)?/(\d+)"),
    ("Samsung Internet", r"SamsungBrowser/(\d+)"),
    ("Opera", r"OPR/(\d+)"),
    ("Firefox", r"(?:Firefox|FxiOS)/(\d+)"),
    ("Chrome", r"(?:Chrome|CriOS)/(\d+)"),
    ("Safari", r"Version/(\d+)[\d.]* (?:Mobile/\w+ )?Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac", "Macintosh"),
    ("Chromebook", "CrOS"),
    ("Linux", "Linux"),
)


def described(user_agent: str) -> str:
    """Family and main version of the browser, and the kind of device; empty when neither is known."""
    user_agent = user_agent[:500]
    found = []
    for name, pattern in _BROWSERS:
        if match := re.search(pattern, user_agent):
            found.append(f"{name} {match[1]}")
            break
    found += [name for name, mark in _SYSTEMS if mark in user_agent][:1]
    return " · ".join(found)
