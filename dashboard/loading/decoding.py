"""Bytes to UTF-8 bytes: what kind of file it is, and in which encoding it was written.

Nothing is guessed: without a byte order mark a file is UTF-8, or the reader names an encoding.
"""

import codecs
import re
from itertools import pairwise

import numpy as np
import pyarrow as pa

from dashboard import schema
from dashboard.loading.buffers import PIECE_BYTES, Raw, forget, pieces

ENCODINGS = (
    "utf-8",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp949",
    "euc-kr",
    "gb18030",
    "big5",
    "cp932",
    "shift_jis",
    "euc-jp",
    "iso2022_jp",
    "cp1251",
    "koi8-r",
    "cp1250",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1258",
    "cp874",
    "iso-8859-1",
    "iso-8859-15",
    "mac-roman",
)
"""What a reader may choose from: encodings of text alone, none that unpacks or runs anything."""

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: it starts with UTF-16's mark
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

SIGNATURES = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook (.xls)"),
    (b"\x1f\x8b", "a gzip-compressed file"),
    (b"BZh", "a bzip2-compressed file"),
    (b"\xfd7zXZ\x00", "an xz-compressed file"),
    (b"(\xb5/\xfd", "a zstd-compressed file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"PAR1", "a Parquet file"),
    (b"ARROW1", "an Arrow file"),
    (b"%PDF", "a PDF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a rich-text document"),
)
"""First bytes of files that are not CSV."""

NUL_SHARE = 0.05
"""A text with more NULs than this in its first 4,096 bytes is UTF-16 or binary, not a stray NUL."""


class Unreadable(ValueError):  # noqa: N818  the name says what is the matter
    """The file is not a table of ours; the text says why and what to do."""


def decode(
    raw: Raw,
    chosen: str | None = None,
    largest: int = schema.FILE_BYTES,
    *,
    refuse_text: bool = True,
) -> tuple[Raw, str]:
    """The file as UTF-8 without a byte order mark, and the encoding it had.

    `largest` is in bytes. Raises Unreadable for a file that is empty, too large, of another format,
    or not in its encoding from the first byte to the last. Text of another format (JSON, HTML) is
    one of them unless `refuse_text` is off. A file in UTF-8 is not copied.
    """
    if not any(re.search(rb"[^ \t\r\n\x00]", piece) for piece in pieces(raw)):
        raise Unreadable("the file is empty: it has no header and no records")
    if len(raw) > largest:
        raise Unreadable(
            f"the file is too large: {len(raw) / 2**20:,.1f} MB, the limit is "
            f"{largest / 2**20:,.1f} MB (split it)"
        )
    start = bytes(raw[:8192])
    if kind := _foreign_kind(start):
        raise Unreadable(f"this is {kind}, not a CSV file (save the table as 'CSV UTF-8')")
    encoding = _encoding(start, chosen)
    if encoding == "utf-8":
        _refuse_nuls(start)
    data = _to_utf8(raw, encoding)
    _refuse_escapes(data)
    if refuse_text and (kind := _foreign_text(bytes(data[:4096]))):
        raise Unreadable(f"this is {kind}, not a CSV file (save the table as 'CSV UTF-8')")
    return data, encoding


def _to_utf8(raw: Raw, encoding: str) -> Raw:
    if encoding in MARKS and is_utf8(raw):
        return raw[len(MARKS[encoding]) :]
    try:
        return bytes(raw).decode(encoding).encode()
    except UnicodeError as error:
        raise Unreadable(_bad_byte(bytes(raw), encoding, error)) from None


MARKS = {"utf-8": b"", "utf-8-sig": codecs.BOM_UTF8}
"""The mark that a file in UTF-8 starts with."""


def is_utf8(raw: Raw) -> bool:
    """Whether `raw` is UTF-8 from the first byte to the last, without decoding it."""
    view = memoryview(raw)
    edges = [*range(0, len(view), PIECE_BYTES), len(view)]
    cuts = [_character_start(view, edge) for edge in edges]
    for start, stop in pairwise(cuts):
        bounds = pa.py_buffer(np.array([0, stop - start], dtype=np.int64))
        text = pa.py_buffer(view[start:stop])
        try:
            pa.Array.from_buffers(pa.large_binary(), 1, [None, bounds, text]).cast(
                pa.large_string()
            )
        except pa.ArrowInvalid:
            return False
        forget(view, start, stop)
    return True


def _character_start(view: memoryview, place: int) -> int:
    """`place`, or at most 3 bytes before it: where the character around it starts."""
    for start in range(place, max(place - 4, -1), -1):
        if start == len(view) or view[start] & 0xC0 != 0x80:
            return start
    return place


def _foreign_kind(start: bytes) -> str | None:
    if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        if b"xl/" in start or b"[Content_Types].xml" in start:
            return "an Excel workbook (.xlsx)"
        if start[30:].startswith(b"mimetypeapplication/vnd.oasis"):
            return "an OpenDocument sheet (.ods)"
        return "a ZIP archive"
    if start[:1] == b"\x80" and start[1:2] in {b"\x02", b"\x03", b"\x04", b"\x05"}:
        return "a Python pickle (never opened: it can run commands)"
    return next((kind for first, kind in SIGNATURES if start.startswith(first)), None)


def _foreign_text(start: bytes) -> str | None:
    start = start.lstrip().lower()
    if start.startswith((b"{", b"[")):
        return "JSON or another bracketed format"
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<svg", b"<table")):
        return "a web page or XML"
    return None


def _encoding(start: bytes, chosen: str | None) -> str:
    marked = next((name for mark, name in BYTE_ORDER_MARKS if start.startswith(mark)), None)
    if chosen is None:
        return marked or "utf-8"
    wanted = re.sub(r"[\s_]+", "-", chosen.strip().lower())
    known = {name.replace("_", "-"): name for name in ENCODINGS}
    if wanted in {"utf8", "utf-8-sig"}:
        wanted = "utf-8"
    if wanted not in known:
        raise Unreadable(f"{chosen[:40]!r} is no encoding we know (choose {', '.join(ENCODINGS)})")
    if known[wanted] == "utf-8" and marked == "utf-8-sig":
        return marked
    return known[wanted]


def _bad_byte(raw: bytes, encoding: str, error: UnicodeError) -> str:
    remedy = "save it as 'CSV UTF-8', or choose the encoding it was written in"
    if not isinstance(error, UnicodeDecodeError):
        return f"the file cannot be decoded as {encoding}: {remedy}"
    at = error.start
    line = raw.count(b"\n", 0, at) + 1
    byte = f"byte 0x{raw[at]:02X} at offset {at:,} (line {line:,})"
    shown = encoding.upper().removesuffix("-SIG")
    if error.end >= len(raw) and shown == "UTF-8" and raw[at] >= 0xC2:
        return f"the file ends in the middle of a UTF-8 character (truncated?): {byte}; {remedy}"
    return f"the file is not {shown} text: {byte} cannot be decoded; {remedy}"


def _refuse_nuls(start: bytes) -> None:
    start = start[:4096]
    if start.count(0) <= NUL_SHARE * len(start):
        return
    even, odd = start[::2].count(0), start[1::2].count(0)
    if abs(odd - even) > len(start) / 8:
        likely = "utf-16-le" if odd > even else "utf-16-be"
        hint = f"it looks like {likely} without a byte order mark: choose that encoding"
    else:
        hint = "it is a binary file, or in another encoding"
    raise Unreadable(f"the file is full of NUL characters, so not UTF-8 text: {hint}")


def _refuse_escapes(data: Raw) -> None:
    if not any(b"\x1b" in bytes(piece) for piece in pieces(data)):
        return
    if re.search(rb"\x1b\$[@B]|\x1b\$\)C", data):
        raise Unreadable(
            "the file has the escape sequences of a 7-bit East Asian encoding: "
            "choose the encoding it was written in (for example iso2022_jp)"
        )
