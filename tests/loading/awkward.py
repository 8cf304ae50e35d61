"""Awkward files made from a number: every kind of column, quoting and encoding, mostly wrong."""

import csv
import io
import random

from dashboard.schema import TABLES, Column, columns, vocabulary

WORDS = (
    "", " ", "a", "Hoeryong", "송림 ", "\u00a0x\u3000", "'=1+1", "''@x", "'\t", "=1", "a;b;;c", ";",
    'he said "no"', "two\nlines", "two\r\nlines", "a\rb", "\x07bell", "nul\0", "e\u0301", "\u2028",
    "x" * 129, "ж" * 200, "plain text of some length", "a,b", "a|b", " 'quoted", "P1", "P-1",
    "\u0420-1", "\ufeff", "\u200b", "\u0085", "日本語", "\U0001f600",
)  # fmt: skip
LONG = ("y" * 32_768, "y" * 32_769, "я" * 32_768, "z" * 140_000)
DATES = (
    "2025-01-05", "2025", "2025-02", "1998-08-01", " 2024-02-29 ", "2025-02-30", "05/01/2025",
    "2026-01-01", "1899-12-31", "2101-01-01", "2025-13", "2025-01-05T10:00", "2025-1-5", "never",
    "２０２５", "2025-00-01", "1900", "2100-12-31",
)  # fmt: skip
NUMBERS = (
    "", "0", "7", "+7", "007", "1,200", "12.5", "1e3", "nan", "٣", "10000001", "9999", "-1", "50",
    "99999999999999999999", "40", " 3 ", "1", "2",
)  # fmt: skip
DECIMALS = (
    "", "0", "-0.0", "0.0", ".5", "5.", "+1.25", "0x2A", "42.44", "129.75", "-90", "90", "90.1",
    "181", "nan", "−1", "42,5", "1e-7", "12.1234567891", "1234567890", " 42.5 ", "-129.5",
)  # fmt: skip
ADDRESSES = (
    "", "https://example.org/a", "http://example.org/a;b", "javascript:alert(1)", "https:///x",
    "https://user:x@example.org", "https://example.org/a;https://example.org/b", "HTTP://X.org",
    "https://example.org/a b", "https://[::1]/;ftp://x", "https://example.org/" + "p" * 300,
    "https://пример.рф/x", "https://example.org/a; https://example.org/b", ";",
)  # fmt: skip
COUNTRIES = ("PRK", "China", "", "Nowhere", "viet nam", "KR", "410", "ΡRK", "prk ")
POOLS = {
    "date": DATES, "integer": NUMBERS, "decimal": DECIMALS, "url": ADDRESSES, "urls": ADDRESSES,
    "country": COUNTRIES,
}  # fmt: skip
GOOD = {
    "date": ("2025-01-05", "2025-02", "2024"), "integer": ("5", "12", ""),
    "country": ("PRK", "CHN"),
    "decimal": ("42.5", "12.25", ""), "url": ("https://example.org/a", ""), "urls": ("",),
}  # fmt: skip
EXTRAS = ("our_code", "Ward", "", "a=b;c", "two\nlines")
ENCODINGS = ("utf-8",) * 12 + ("utf-8-sig", "utf-8-sig", "utf-16", "cp949", "cp1252")


def awkward(seed: int) -> bytes:
    """The bytes of file number `seed`; the same in every run."""
    draw = random.Random(seed)  # noqa: S311  nothing is secret here
    own = columns(draw.choice((*TABLES, "incidents", "incidents")))
    share = draw.random()
    used = [column for column in own if column.required == "yes" or draw.random() < share]
    draw.shuffle(used)
    names = [column.name for column in used] + draw.sample(EXTRAS, draw.choice((0, 0, 1, 3)))
    clean = draw.choice((0.5, 0.9, 0.99, 1.0))
    rows = [
        [_cell(column, draw, clean) for column in used]
        + [draw.choice(WORDS) for _ in names[len(used) :]]
        for _ in range(draw.choice((0, 1, 5, 20, 60)))
    ]
    if rows and draw.random() < 0.4:
        rows += [list(draw.choice(rows)) for _ in range(3)]
    if rows and draw.random() < 0.1:
        draw.choice(rows)[-1] = draw.choice(LONG)
    if rows and draw.random() < 0.1:
        draw.choice(rows).append("one too many")
    text = io.StringIO(newline="")
    csv.writer(
        text,
        delimiter=draw.choice(",,,,;\t|"),
        quoting=draw.choice((csv.QUOTE_ALL, csv.QUOTE_MINIMAL)),
        lineterminator=draw.choice(("\n", "\r\n", "\n", "\r\n", "\n\n", "\r")),
    ).writerows([names, *rows])
    return _spoilt(text.getvalue(), draw).encode(draw.choice(ENCODINGS), "replace")


def _cell(column: Column, draw: random.Random, clean: float) -> str:
    known = column.vocabulary and draw.random() < max(clean, 0.6)
    if known:
        codes = draw.sample(list(vocabulary(column.vocabulary).values()), 2)
        words = [codes[0].code, codes[0].label, f" {codes[0].code.upper()} "]
        several = column.kind == "list" and draw.random() < 0.3
        return ";".join(code.code for code in codes) if several else draw.choice(words)
    if draw.random() < clean:
        return draw.choice(GOOD.get(column.kind, ("Musan", "x y", "Plant 7", "")))
    return draw.choice(POOLS.get(column.kind, WORDS))


def _spoilt(text: str, draw: random.Random) -> str:
    if not text or draw.random() < 0.75:
        return text
    place = draw.randrange(len(text))
    mark = draw.choice(('"', '""', ",", "\n", "\r", "", '"\n', "\x1b$B", " ", "\n \n"))
    return text[:place] + mark + text[place + draw.choice((0, 1)) :]
