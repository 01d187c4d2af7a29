"""The file: a zip that any program opens, with what it holds said in it, and the checksum of each member.

manifest.json              when, by which version, from which migrations, how many rows in each table
tables/<table>.tsv         rows, as PostgreSQL's COPY writes them
files/…                    what people uploaded
keys/<name>                what the site made for itself
SHA256SUMS                 the checksum of each of these (`sha256sum -c` reads it)
"""

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO

FORMAT = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
PIECE = 1 << 20
# What the zip library raises on a file that is cut, damaged, or made to mislead.
UNREADABLE = (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError, RuntimeError)


class Damaged(Exception):
    """The file is not whole, or not a backup; the message says what is wrong."""


def table_member(name: str) -> str:
    return f"tables/{name}.tsv"


def pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(PIECE):
        yield piece


class Writer:
    """Writes members one after the other, to anything that takes bytes; `sums` knows those written."""

    def __init__(self, out: BinaryIO) -> None:
        self.zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self.sums: dict[str, str] = {}
        self.size = 0

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, problem, *_) -> None:
        if problem is not None:
            self.zip.fp = None  # what was begun is thrown away: nothing is to be written at its end

    def add(self, name: str, content: Iterable[bytes], *, compress: bool = True) -> int:
        """Write a member; how many lines it has."""
        info, digest, lines = zipfile.ZipInfo(name), hashlib.sha256(), 0
        info.compress_type = zipfile.ZIP_DEFLATED if compress else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self.zip.open(info, "w", force_zip64=True) as member:
            for piece in content:
                member.write(piece)
                digest.update(piece)
                lines += piece.count(b"\n")
                self.size += len(piece)
        self.sums[name] = digest.hexdigest()
        return lines

    def close(self, manifest: dict[str, Any]) -> None:
        self.add(MANIFEST, [json.dumps(manifest, indent=1, ensure_ascii=False).encode()])
        listed = "".join(f"{digest}  {name}\n" for name, digest in self.sums.items())
        self.zip.writestr(SUMS, listed)
        self.zip.close()


class Reader:
    """A backup opened; `manifest` is what it says of itself. Raises Damaged when it is not one."""

    def __init__(self, path: Path) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            self.sums = dict(self._sums())
            self.manifest = json.loads(self.zip.read(MANIFEST))
        except FileNotFoundError:
            raise Damaged(f"There is no file {path}.") from None
        except UNREADABLE as problem:
            raise Damaged(
                f"{path} is not a whole backup of Tisserand: it was cut short, damaged, or is something else "
                f"({problem})."
            ) from None
        if self.manifest.get("format") != FORMAT:
            raise Damaged(
                f"{path} is of a form that this version of Tisserand does not know. Use a newer one."
            )

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_) -> None:
        self.zip.close()

    def _sums(self) -> Iterator[tuple[str, str]]:
        for line in self.zip.read(SUMS).decode().splitlines():
            digest, _, name = line.partition("  ")
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise ValueError(f"a member is called {name!r}")
            yield name, digest

    def names(self, folder: str) -> list[str]:
        return [name for name in self.sums if name.startswith(f"{folder}/")]

    @property
    def size(self) -> int:
        """Of all members together, unpacked, in bytes."""
        return sum(info.file_size for info in self.zip.infolist())

    def open(self, name: str) -> IO[bytes]:
        return self.zip.open(name)

    def verify(self) -> None:
        """Read every member and compare it with its checksum and count. Raises Damaged, naming the first."""
        if set(self.zip.namelist()) != {*self.sums, SUMS} or len(self.zip.namelist()) != len(self.sums) + 1:
            raise Damaged("The members of this backup are not those it lists.")
        rows = {table_member(name): told["rows"] for name, told in self.manifest["tables"].items()}
        for name, expected in self.sums.items():
            digest, lines = hashlib.sha256(), 0
            try:
                with self.open(name) as member:
                    for piece in pieces(member):
                        digest.update(piece)
                        lines += piece.count(b"\n")
            except UNREADABLE as problem:
                raise Damaged(f"This backup is damaged: {name} cannot be read ({problem}).") from None
            if digest.hexdigest() != expected:
                raise Damaged(f"This backup is damaged: {name} is not what was written.")
            if rows.pop(name, lines) != lines:
                raise Damaged(f"This backup is damaged: {name} does not have as many rows as it says.")
        if rows:
            raise Damaged(f"This backup is damaged: {min(rows)} is missing.")
