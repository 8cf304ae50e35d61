"""What the store could not do, in words that a person can act on."""

import errno
from pathlib import Path

_FULL = "free some space there, or set UNREST_DATA to a folder on another disk"
_CLOSED = "give this user the right to write there, or set UNREST_DATA to a folder that has it"
_BLOCKED = "a file stands where the folder should be: move it, or set UNREST_DATA"
REMEDIES = {
    errno.ENOSPC: _FULL,
    errno.EDQUOT: _FULL,
    errno.EFBIG: "the file system or a limit of this process allows no file of this size: raise it",
    errno.EROFS: _CLOSED,
    errno.EACCES: _CLOSED,
    errno.EPERM: _CLOSED,
    errno.ENOTDIR: _BLOCKED,
}
OTHERWISE = "check the disk, then try again"


class StoreError(Exception):
    """Something could not be kept or read. Nothing was changed.

    str() says what, in which folder, why, and what to do. `cause` and `remedy` are the last two,
    for a reader who should not see the server's paths.
    """

    def __init__(self, said: str, cause: str, remedy: str) -> None:
        super().__init__(f"{said}: {cause}; {remedy}")
        self.cause = cause
        self.remedy = remedy


class WrongEntryError(StoreError):
    """No entry, or several, have this id, or what is asked makes no sense for the one that does."""

    def __init__(self, cause: str, remedy: str) -> None:
        super().__init__("nothing was changed", cause, remedy)


def not_written(error: OSError, folder: Path) -> StoreError:
    """`error` while writing in `folder`, in words; nothing of what was asked is in force."""
    remedy = REMEDIES.get(error.errno or 0, OTHERWISE)
    return StoreError(f"nothing was changed in {folder}", error.strerror or str(error), remedy)


def not_read(error: OSError, folder: Path) -> StoreError:
    """`error` while reading in `folder`, in words."""
    remedy = _BLOCKED if error.errno == errno.ENOTDIR else "check the folder and its rights"
    return StoreError(f"{folder} cannot be read", error.strerror or str(error), remedy)
