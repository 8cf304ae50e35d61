"""A file read in batches of any size, from memory or from the disk, is read as in one."""

import csv
import io
from datetime import date
from pathlib import Path

import pytest
from pandas.testing import assert_frame_equal

from dashboard.loading import Loaded, Refused, batches, map_file, read_bytes, records
from dashboard.loading.decoding import is_utf8
from dashboard.loading.quoting import is_well_quoted, look, read_well_quoted
from tests.loading.awkward import awkward

TODAY = date(2025, 6, 30)
HEADER = "incident_id,start_date,country,action_type,description,location,workers_low,tags,Ward\n"
CELLS = (
    "{n},2025-01-05,PRK,strike,Workers of plant {n},Musan,12,a;b,x",
    '{n},2025-02,PRK,strike,"two\nlines, and a ""quote""",송림,,,',
    "{n},2025-02-30,Atlantis,nothing,'=1+1, Ч,99999999,,",
    "7,2024,CHN,protest,  spaced  , Musan ,+5,a,",
    "7,2024,CHN,protest,  spaced  , Hoeryong ,+5,a,",
    "{n},2025-01-05,PRK,strike,bell\x07,Musan,1.5,c,y",
    "{n}-\u0410,2026-01-01,kp,Sit-in / occupation,late,,007,\u3000,'=z",
)  # fmt: skip
ROWS = [row.format(n=number) for number in range(2) for row in CELLS]
SIZES = (1, 2, 3, 7)


def read(raw: bytes) -> Loaded | Refused:
    try:
        return read_bytes(raw, "a.csv", today=TODAY)
    except Refused as refused:
        return refused


def same(one: Loaded | Refused, other: Loaded | Refused) -> None:
    assert one.report == other.report
    if isinstance(one, Loaded) and isinstance(other, Loaded):
        assert_frame_equal(one.frame, other.frame)


def cut_after(monkeypatch: pytest.MonkeyPatch, ends: list[int]) -> None:
    """Let the reader cut a text at these places alone, and read slowly 2 records at a time."""
    spans = list(zip([0, *ends[:-1]], ends, strict=True))
    monkeypatch.setattr(batches, "segments", lambda _: iter(spans))
    monkeypatch.setattr(records, "CHUNK", 2)


def record_ends(text: str) -> list[int]:
    """Where each record ends, in bytes."""
    ends, lines = [], []
    for line in text.splitlines(keepends=True):
        lines.append(line)
        if "".join(lines).count('"') % 2 == 0:
            ends.append(len("".join(lines).encode()))
    return ends


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("spoilt", ["", 'x,y,"a"b,c\n'], ids=["well quoted", "badly quoted"])
def test_batches_of_any_number_of_records(
    size: int, spoilt: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = HEADER + "\n".join(ROWS) + "\n" + spoilt
    whole = read(text.encode())
    assert isinstance(whole, Loaded)
    assert 4 < whole.report.accepted < whole.report.records
    ends = record_ends(text)
    last = ends[-1]
    cut_after(monkeypatch, sorted({*ends[::size], last}))
    same(read(text.encode()), whole)


@pytest.mark.parametrize("size", [300, 2_000])
def test_awkward_files_are_read_the_same_in_pieces(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [awkward(seed) for seed in range(1_000, 1_010)]
    whole = [read(raw) for raw in files]
    monkeypatch.setattr(batches, "BATCH_BYTES", size)
    monkeypatch.setattr(records, "CHUNK", 2)
    for raw, one in zip(files, whole, strict=True):
        same(read(raw), one)


def test_a_mapped_file_is_read_as_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    for raw in (b"", HEADER.encode(), *(awkward(seed) for seed in range(1_000, 1_010))):
        path.write_bytes(raw)
        mapped = map_file(path)
        assert bytes(mapped) == raw
        same(read(mapped), read(raw))


def test_progress_grows_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, float]] = []
    monkeypatch.setattr(batches, "BATCH_BYTES", 400)
    raw = (HEADER + "\n".join(ROWS)).encode()
    read_bytes(raw, "a.csv", progress=lambda words, share: told.append((words, share)))
    shares = [share for _, share in told]
    assert len(told) > 2
    assert shares == sorted(shares)
    assert "14 records" in told[-1][0]


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ('"a","b"\n', True),
        ('"a,"",b"\n', True),
        ('",a","b"\n', True),
        ('"a"b,c\n', False),
        ('"a,"b,"c"\n', False),
        ('x"y,z\n', False),
        ('"a","b"\r', False),
        ('"a\r\nb"\r\n', True),
        ("a,b\rc,d\n", False),
    ],
)
def test_quoting_by_the_book(text: str, well: bool) -> None:
    data = text.encode()
    assert is_well_quoted(data, ",") == well
    assert (read_well_quoted(data, ",", 2) is not None) <= well
    if look(data, ",").plain and well:
        rows = list(csv.reader(io.StringIO(text, newline="")))
        found = read_well_quoted(data, ",", len(rows[0]))
        assert found is not None
        assert [cells.to_pylist() for cells in found[0]] == [
            list(c) for c in zip(*rows, strict=True)
        ]


@pytest.mark.parametrize(
    "raw",
    [
        b"a\xc3\xa9",
        b"\xed\xa0\x80",
        b"\xc0\x80",
        b"\xf4\x90\x80\x80",
        b"\xe3\x80",
        b"\xf0\x9f\x98\x80",
    ],
)
def test_utf8_is_told_as_python_tells_it(raw: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.loading.decoding.PIECE_BYTES", 2)
    try:
        raw.decode()
    except UnicodeError:
        assert not is_utf8(raw)
    else:
        assert is_utf8(raw)
