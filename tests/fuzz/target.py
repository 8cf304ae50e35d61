"""What atheris runs: `python -m tests.fuzz.target [libFuzzer's options] FOLDER`.

The last 4 bytes of an input choose its encoding, format, sheet and limit; the rest is the file.
An input that breaks a law is left in a file, and the run ends with an error.
"""

import sys
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["dashboard"]):
    from dashboard.formats import FORMATS, read_mapping
    from dashboard.loading import ENCODINGS
    from tests.fuzz import seeds
    from tests.fuzz.laws import LARGEST, check_mapping, check_reading

CHOICES = 4
MAPPINGS = (None, *FORMATS.values(), read_mapping(seeds.EVERYTHING))
CHOSEN = (None, *ENCODINGS, "rot13")
SHEETS = (None, "Sheet 1", "?")


def run(data: bytes) -> None:
    """Hold every law against one input."""
    raw, choices = data[:-CHOICES], data[-CHOICES:].rjust(CHOICES, b"\0")
    if choices[3] == 255:
        check_mapping(raw.decode("utf-8", "replace"), seeds.small_files()[0])
        return
    check_reading(
        raw,
        "a.csv",
        CHOSEN[choices[0] % len(CHOSEN)],
        SHEETS[choices[1] % len(SHEETS)],
        MAPPINGS[choices[2] % len(MAPPINGS)],
        100 if choices[3] == 254 else LARGEST,
    )


def sow(folder: Path) -> None:
    """Write the seeds into `folder`, each under a number."""
    files = (*seeds.small_files(), *seeds.hostile_files())
    plain = [raw + bytes(CHOICES) for raw in files]
    twins = [raw + bytes([0, 0, 1 + place, 0]) for place, raw in enumerate(seeds.twins())]
    mappings = [text.encode() + b"\0\0\0\xff" for text in seeds.mappings()]
    for number, data in enumerate((*plain, *twins, *mappings)):
        (folder / f"seed-{number:04}").write_bytes(data)


if __name__ == "__main__":
    sow(Path(sys.argv[-1]))
    atheris.Setup(sys.argv, run)
    atheris.Fuzz()
