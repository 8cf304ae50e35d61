"""The parts of a workbook, read so that none takes more memory than it may.

A small archive may unpack to gigabytes, and what its XML becomes in memory takes many times more
than that. So a part is whole in memory only if it is short, and a long one passes by: a row, or a
text of the table of texts, at a time.
"""

import io
import zipfile
from typing import Any
from xml.parsers import expat

from dashboard.loading.decoding import Unreadable

WHOLE_BYTES = 1 << 23
"""A part that is not read row by row, a row, and what stands between rows, may have so much."""

ROW_ELEMENTS = 1 << 16
"""A row may have so many: four for each of the 16,384 columns of a spreadsheet."""

ELEMENT_BYTES = 24
"""What an element between rows counts for, beside its own letters."""

PASSES = 3
"""How often all that may be unpacked may be read: openpyxl looks at a sheet before it reads it."""

OPENED = 6_000
"""How often parts may be opened: a workbook may name one part as many sheets."""

_PASSING = frozenset({"row", "si"})
"""The elements that are let go of when they end."""


class Archive(zipfile.ZipFile):
    """A ZIP archive whose parts raise Unreadable where they would take too much memory.

    At most PASSES times `unpacked` bytes are read from it in all, and OPENED parts opened.
    """

    def __init__(self, raw: bytes, unpacked: int) -> None:
        super().__init__(io.BytesIO(raw))
        self.left, self.opened = PASSES * unpacked, 0

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """A part, as a binary file to read."""
        self.opened += 1
        if self.opened > OPENED:
            raise Unreadable("the workbook has too many sheets: save the one you need alone")
        return _Part(super().open(*args, **kwargs), self)


class _Part(io.RawIOBase):
    def __init__(self, part: Any, archive: Archive) -> None:
        self.part, self.archive = part, archive
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._pass
        self.parser.StartDoctypeDeclHandler = _refuse_entities
        self.depth = self.done = self.between = self.began = self.inside = 0

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes; all, if they are few, without."""
        data: bytes = self.part.read(WHOLE_BYTES + 1 if size < 0 else size)
        if size < 0 and len(data) > WHOLE_BYTES:
            raise _too_large("a part that is no list of rows")
        self.done += len(data)
        self.archive.left -= len(data)
        if self.archive.left < 0:
            raise _too_large("all parts together")
        self.parser.Parse(data, not data)
        self._check()
        return data

    def close(self) -> None:
        self.part.close()
        super().close()

    def _check(self) -> None:
        began = self.began if self.depth else self.parser.CurrentByteIndex
        if self.done - began > WHOLE_BYTES or self.inside > ROW_ELEMENTS:
            raise _too_large("a row or a text")
        if self.between > WHOLE_BYTES:
            raise _too_large("what stands between rows")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] in _PASSING:
            if not self.depth:
                self.began, self.inside = self.parser.CurrentByteIndex, 0
            self.depth += 1
        if self.depth:
            self.inside += 1
        else:
            self.between += ELEMENT_BYTES + len(name) + len(str(attributes))

    def _end(self, name: str) -> None:
        if name.rpartition(":")[2] in _PASSING:
            self.depth -= 1

    def _pass(self, text: str) -> None:
        if not self.depth:
            self.between += len(text)


def _refuse_entities(*_: object) -> None:
    raise Unreadable("the workbook declares XML entities: refused")


def _too_large(what: str) -> Unreadable:
    return Unreadable(
        f"{what} of the workbook is too large ({WHOLE_BYTES >> 20} MB is the most of a part that "
        "is held at once): save the sheet as 'CSV UTF-8'"
    )
