"""A file is there whole or not at all; and why it could not be written, as a code."""

import errno
from pathlib import Path

WHY = {
    errno.ENOSPC: "disk_full",
    errno.EDQUOT: "disk_full",
    errno.EACCES: "no_permission",
    errno.EPERM: "no_permission",
    errno.EROFS: "read_only",
    errno.ENOENT: "no_folder",
    errno.ENOTDIR: "no_folder",
    errno.EISDIR: "is_folder",
}


def write_whole(out: Path, what: bytes) -> None:
    """The file is there whole or not at all; an older one of the name stays until then."""
    fresh = out.with_name(out.name + ".new")
    try:
        fresh.write_bytes(what)
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)
