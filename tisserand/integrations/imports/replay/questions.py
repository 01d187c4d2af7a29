"""A questions-and-answers site of the Stack Exchange network, in the JSON Lines form of posts."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import duckdb

TABLES = ("Posts", "Users", "Votes", "Comments")
POSTS = """
SELECT p.Id, p.PostTypeId, p.ParentId, p.Title, p.Body, p.CreationDate, p.OwnerUserId,
       coalesce(u.DisplayName, p.OwnerDisplayName, ''), q.Id IS NOT NULL, v.accepted_at
FROM {Posts} p
LEFT JOIN {Users} u ON u.Id = p.OwnerUserId
LEFT JOIN {Posts} q ON q.AcceptedAnswerId = p.Id
LEFT JOIN (
    SELECT PostId, min(CreationDate) accepted_at FROM {Votes} WHERE VoteTypeId = 1 GROUP BY 1
) v ON v.PostId = p.Id
WHERE p.PostTypeId IN (1, 2) ORDER BY p.CreationDate, p.Id
"""
COMMENTS = """
SELECT c.Id, c.PostId, c.Text, c.CreationDate, c.UserId, coalesce(u.DisplayName, c.UserDisplayName, '')
FROM {Comments} c LEFT JOIN {Users} u ON u.Id = c.UserId
WHERE c.PostId IN (SELECT Id FROM {Posts} WHERE PostTypeId IN (1, 2)) ORDER BY c.CreationDate, c.Id
"""


def missing(folder: Path, site: str) -> list[str]:
    return [name for name in TABLES if not _file(folder, site, name).is_file()]


def sites(folder: Path) -> list[str]:
    """The sites whose posts lie in the folder."""
    return sorted(path.name.removesuffix("_Posts.parquet") for path in folder.glob("*_Posts.parquet"))


def convert(folder: Path, site: str, out: IO[str], *, comments: bool = False) -> int:
    """Write the site as JSON Lines (docs/formats/forum-jsonl.md); returns how many posts."""
    count = 0
    for post in posts(folder, site, comments=comments):
        out.write(json.dumps(post, ensure_ascii=False) + "\n")
        count += 1
    return count


def posts(folder: Path, site: str, *, comments: bool = False) -> Iterator[dict]:
    tables = {
        name: f"read_parquet('{str(_file(folder, site, name)).replace(chr(39), chr(39) * 2)}')"
        for name in TABLES
    }
    with duckdb.connect() as database:
        for number, kind, parent, title, body, at, user, name, accepted, accepted_at in database.execute(
            POSTS.format(**tables)
        ).fetchall():
            post = {"id": f"{site}-{number}", "created_at": at + "Z", "body": body, "format": "html"}
            post["author"] = _author(user, name)
            if kind == 1:
                post |= {"kind": "question", "title": title}
            else:
                post["reply_to"] = f"{site}-{parent}"
                if accepted:
                    post |= {"accepted": True, "accepted_at": max(accepted_at or at, at) + "Z"}
            yield post
        if comments:
            for number, parent, text, at, user, name in database.execute(
                COMMENTS.format(**tables)
            ).fetchall():
                yield {
                    "id": f"{site}-c{number}",
                    "reply_to": f"{site}-{parent}",
                    "created_at": at + "Z",
                    "body": text,
                    "author": _author(user, name),
                }


def _author(user: int | None, name: str) -> dict:
    """Accounts that were deleted keep what they wrote, under no name."""
    told = {"id": str(user)} if user is not None else {"id": f"gone-{name}"}
    return told | ({"name": name} if name else {})


def _file(folder: Path, site: str, name: str) -> Path:
    return folder / f"{site}_{name}.parquet"
