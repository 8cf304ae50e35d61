"""The items of a JSON array one after another: however long it is, little of it is in memory."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import Any

from dashboard import schema
from dashboard.loading.decoding import Unreadable

PIECE_BYTES = 1 << 20
ITEM_CHARACTERS = schema.COLUMNS * schema.FIELD_CHARACTERS
"""A longer item is refused: what it holds may take many times its length."""

_SPACE = re.compile(r"[ \t\r\n]*")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_LONGEST_WORD = 16
"""An error or a number that ends nearer to the end of what was read may be cut there."""


def read_items(data: bytes) -> Iterator[list[Any]]:
    """The items of the array in the UTF-8 text `data`, in lists of some; raise Unreadable.

    Half a character that is written as one becomes a question mark; NaN and the infinities are the
    words for them.
    """
    array = _Array(data)
    if array.mark() != "[":
        raise Unreadable(
            "this is a JSON object, not an array of records (write [ {...}, {...} ], one object "
            "for each incident)"
        )
    array.at += 1
    items: list[Any] = []
    closed = array.mark() == "]"
    array.at += closed
    while not closed:
        items.append(array.value())
        closed = array.end_item()
        if array.at > PIECE_BYTES or closed:
            yield items
            items = []
            array.forget()
    if array.mark():
        raise array.error("there is text after its end")


class _Array:
    """The part of a text around the place `at` that is being read."""

    def __init__(self, data: bytes) -> None:
        self.data = memoryview(data)
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self.parser = json.JSONDecoder(parse_constant=str)
        self.text = ""
        self.read = self.at = self.before = self.number = 0

    def more(self) -> bool:
        """Decode as much again as is there, a piece at least; False where nothing is left."""
        if self.read >= len(self.data):
            return False
        stop = self.read + max(PIECE_BYTES, len(self.text) - self.at)
        last = stop >= len(self.data)
        self.text += self.decoder.decode(self.data[self.read : stop], last)
        self.read = stop
        return True

    def forget(self) -> None:
        """Let go of the text before `at`."""
        self.before += self.at
        self.text, self.at = self.text[self.at :], 0

    def mark(self) -> str:
        """The next character that is no space, at `at`; '' at the end."""
        while True:
            self.at = _SPACE.match(self.text, self.at).end()  # type: ignore[union-attr]
            if self.at < len(self.text):
                return self.text[self.at]
            self.forget()
            if not self.more():
                return ""

    def value(self) -> Any:
        """The item that begins at the next mark; `at` is behind it then."""
        self.number += 1
        self.mark()
        while True:
            try:
                found, end = self.parser.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                if len(self.text) - self.at > ITEM_CHARACTERS:
                    why = f"it has more than {ITEM_CHARACTERS:,} characters, the limit"
                    raise self.error(why) from None
                if not self._is_cut(error) or not self.more():
                    raise self.error(error.msg, error.pos) from None
            except (ValueError, RecursionError) as error:  # a number of thousands of digits
                raise self.error(str(error)) from None
            else:
                if end + _LONGEST_WORD < len(self.text) or not self.more():  # a number may go on
                    written, self.at = self.text[self.at : end], end
                    return self._repaired(found) if _HALF.search(written) else found

    def _repaired(self, item: Any) -> Any:
        try:
            written = json.dumps(item, ensure_ascii=False).encode(errors="replace")
            return json.loads(written, parse_constant=str)
        except RecursionError as error:  # deeper than reading it went
            raise self.error(str(error)) from None

    def _is_cut(self, error: json.JSONDecodeError) -> bool:
        near = len(self.text) - error.pos < _LONGEST_WORD
        return near or error.msg.startswith("Unterminated")

    def end_item(self) -> bool:
        """Go behind the comma or the bracket after an item; whether the array ends there."""
        mark = self.mark()
        if mark not in (",", "]"):
            raise self.error("a comma or the end of the array is missing")
        self.at += 1
        return mark == "]"

    def error(self, why: str, at: int | None = None) -> Unreadable:
        """The refusal of the file for what is wrong with the item being read."""
        place = self.before + (self.at if at is None else at) + 1
        return Unreadable(
            "the file looks like JSON and cannot be read as it: "
            f"{why} (item {self.number:,}, character {place:,})"
        )
