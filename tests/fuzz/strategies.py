"""Names, bytes and mappings that nobody would write, made from those that somebody did."""

import codecs

from hypothesis import strategies as st

from dashboard.formats import FORMATS, read_mapping
from dashboard.loading import ENCODINGS
from tests.fuzz import seeds

NAMES = st.sampled_from(
    ["a.csv", "a.xlsx", "", "..", "../../etc/x", "C:\\a\\b.json", "\0", "=1+1.csv", "n" * 300]
) | st.text(max_size=12)
CHOSEN = st.sampled_from([None, None, None, *ENCODINGS]) | st.text(max_size=10)
SHEETS = st.sampled_from([None, None, "Sheet 1", ""]) | st.text(max_size=5)
MAPPINGS = st.sampled_from([None, *FORMATS.values(), read_mapping(seeds.EVERYTHING)])

STARTS = st.sampled_from(
    [
        b"", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE,
        codecs.BOM_UTF32_BE, b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"[{",
        b'[{"a":', b"[[[[", b"{", b"<html>", b"sep=;\n", b'"sep=\t"\r\n', b"\0\0", b"\x1b$B",
        b"\x80\x04",
        b"start_date,country,action_type,description\n", b"%PDF",
    ]
)  # fmt: skip
PIECES = st.sampled_from(
    [
        b'"', b'""', b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b"\r\r\n", b"\0", b"\x1b",
        b"=1+1", b"'=1", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3", b"\xed\xa0\x80", b"\\ud800", b"[",
        b"{",
        b"}", b"]", b"null", b"1e999", b"x" * 40_000, b"," * 600, b'"a\nb"', b"9" * 5_000,
        b"[{[]: 1}]",
        "２０２５".encode(), "\u2028".encode(), b"0x" + b"f" * 4_000, b"2025-02-30", b"-0.25",
    ]
) | st.binary(max_size=6)  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn, files: tuple[bytes, ...]) -> bytes:
    """One of `files` with up to 6 places where something is put in, taken out or repeated."""
    raw = draw(st.sampled_from(files))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(raw)))
        until = min(len(raw), at + draw(st.sampled_from([0, 0, 0, 1, 2, 30])))
        piece = draw(PIECES | st.just(raw[at:until] * 2))
        raw = raw[:at] + piece + raw[until:]
    if draw(st.sampled_from([False] * 7 + [True])):
        raw = raw.decode(errors="replace").encode(draw(st.sampled_from(["utf-16", "utf-32"])))
    return raw


ANY_BYTES = (
    st.builds(bytes.__add__, STARTS, st.binary(max_size=200))
    | mutated(seeds.small_files())
    | mutated(seeds.small_files())
)
ANY_MAPPING = mutated(tuple(text.encode() for text in seeds.mappings())).map(
    lambda raw: raw.decode(errors="replace")
) | st.text(max_size=60)
