"""Compiled catalogues, made before Django starts: it reads them once, and keeps what it did not find.

Knows nothing of Django, and loads its library only when there is something to compile.
"""

import os
from pathlib import Path

CATALOGUES = "**/locale/*/LC_MESSAGES/*.po"


def compile_translations(root: Path) -> list[Path]:
    """Compile each catalogue under `root` that is younger than its compiled form; those compiled.

    Needs no gettext on the machine. Uncertain (fuzzy) translations are left out: the original shows.
    """
    compiled = []
    for po in sorted(root.glob(CATALOGUES)):
        mo = po.with_suffix(".mo")
        if mo.exists() and mo.stat().st_mtime >= po.stat().st_mtime:
            continue
        from babel.messages.mofile import write_mo
        from babel.messages.pofile import read_po

        with po.open("rb") as source:
            catalogue = read_po(source, locale=po.parent.parent.name)
        fresh = mo.with_suffix(f".{os.getpid()}.mo")  # several processes may start together
        with fresh.open("wb") as target:
            write_mo(target, catalogue, use_fuzzy=False)
        fresh.replace(mo)
        compiled.append(po)
    return compiled
