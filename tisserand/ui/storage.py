"""Where files are kept: what people upload, and the sheets (several while writing, one when served)."""

import os
import re
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "ui/css/tisserand.css"
_IMPORT = re.compile(r'@import "([\w-]+\.css)" layer\((\w+)\);')
_COMMENT = re.compile(r"/\*.*?\*/", re.S)


class Files(FileSystemStorage):
    """What people upload: on disk, content and name, before the row that names it can commit."""

    def _save(self, name, content):
        kept = super()._save(name, content)
        place, top = Path(self.path(kept)), Path(self.location)
        on_disk(place)
        for folder in place.parents:
            on_disk(folder)
            if folder == top.parent:
                break
        return kept


def on_disk(place: Path) -> None:
    """Wait until the content of this file, or the names in this folder, would survive a power cut."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Sheets(CompressedManifestStaticFilesStorage):
    """Hashed names and compressed copies; the `@import … layer(…)` of the one sheet become `@layer … { … }`.

    Always made from the sources, never from what an earlier `collectstatic` left.
    """

    def post_process(self, paths, dry_run=False, **options):
        if SHEET in paths and not dry_run:
            self.delete(SHEET)
            self._save(SHEET, ContentFile(woven(lambda name: _read(paths, f"ui/css/{name}")).encode()))
            paths = {**paths, SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run, **options)


def woven(read) -> str:
    """The whole sheet, in the order of its imports; `read(name)` gives the text of one file."""
    sheet = _IMPORT.sub(lambda match: f"@layer {match[2]} {{\n{read(match[1])}}}", read("tisserand.css"))
    return re.sub(r"\n\s+", "\n", _COMMENT.sub("", sheet)).strip() + "\n"


def _read(paths, name: str) -> str:
    storage, path = paths[name]
    with storage.open(path) as file:
        return file.read().decode()
