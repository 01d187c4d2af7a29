"""A site in one file, and back. What the file holds: docs/formats/backup.md."""
