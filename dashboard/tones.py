"""`unrest tone FILE`: the tone of each text of a CSV file, and how well it agrees with labels."""

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from dashboard.counting import Floats, Ints
from dashboard.indicators.agreement import auc, macro_f1
from dashboard.indicators.classes import CLASSES, tone_class, tone_codes
from dashboard.indicators.e5 import WrongModel
from dashboard.indicators.tone import METHODS, MethodMissing, score_texts
from dashboard.loading.batches import read_records
from dashboard.loading.decoding import ENCODINGS, Unreadable, decode
from dashboard.loading.lookalikes import show
from dashboard.loading.records import fold_name, open_records

SCORED, REFUSED, USAGE = 0, 1, 2
LABELS = {"negative": 0, "neutral": 1, "positive": 2, "-1": 0, "0": 1, "1": 2}
"""What a label may be, in any case, and its position in CLASSES. A blank one is none."""


@dataclass(frozen=True)
class Texts:
    """The texts of a file (blank ones missing), the numbers of their records, and the label of
    each as a position in CLASSES, -1 where it has none."""

    records: list[int]
    texts: "pd.Series[str]"
    labels: Ints


@dataclass(frozen=True)
class Agreement:
    """How scores agree with labels: macro-F1 of three classes, the AUC of positive against negative
    texts by score (NaN without both), and the number of texts that are labeled and scored."""

    macro_f1: float
    auc: float
    n: int


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `unrest tone` takes."""
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--column", default="text", metavar="C", help="where the texts are (text)")
    parser.add_argument("--labels", metavar="C", help="compare with this column's labels")
    parser.add_argument("--method", choices=METHODS, default=METHODS[0], help="(vader)")
    parser.add_argument("--json", action="store_true", help="print the scores as JSON")
    parser.add_argument("--encoding", metavar="E", help=f"one of: {', '.join(ENCODINGS)}")


def run(asked: argparse.Namespace) -> int:
    """Print the scores. 0 = scored, 1 = refused, 2 = no such file."""
    path: Path = asked.file
    try:
        raw = path.read_bytes()
    except OSError as error:
        print(f"unrest tone: {show(str(path), 500)}: {error.strerror}", file=sys.stderr)
        return USAGE
    try:
        read = read_texts(raw, asked.column, asked.labels, asked.encoding)
        scores = score_texts(read.texts, asked.method)
    except (Unreadable, MethodMissing, WrongModel) as error:
        reason = show(str(error), 2_000)
        told = json.dumps({"error": reason, "scores": []})
        print(told if asked.json else f"{show(path.name, 200)}: refused\n  {reason}")
        return REFUSED
    agreement = agree(read.labels, scores) if asked.labels else None
    if asked.json:
        print(json.dumps(to_json(asked.method, scores, agreement)))
    else:
        print("\n".join(_lines(show(path.name, 200), read.records, scores, agreement)))
    return SCORED


def read_texts(
    raw: bytes, column: str, labels: str | None = None, encoding: str | None = None
) -> Texts:
    """The texts in `column`. Raises Unreadable for what is no table, lacks a column, or has an
    unknown label."""
    data, _ = decode(raw, encoding, sys.maxsize)
    opening = open_records(data)
    places = {name: _place(opening.header, name) for name in (column, labels) if name is not None}
    records = read_records(data, opening)
    cells = {
        name: pd.Series(records.columns[place].to_pandas(), dtype="str").str.strip()
        for name, place in places.items()
    }
    texts = cells[column]
    numbers = [int(number) for number in records.numbers]
    coded = (
        np.full(len(texts), -1) if labels is None else _coded(cells[labels], numbers, labels)
    ).astype(np.int64)
    return Texts(numbers, texts.mask(texts == ""), coded)


def _place(header: tuple[str, ...], name: str) -> int:
    folded = [fold_name(one) for one in header]
    if fold_name(name) not in folded:
        raise Unreadable(
            f"no column {show(name, 100)!r}: the file has "
            f"{', '.join(map(repr, map(show, header[:30])))}"
        )
    return header.index(name) if name in header else folded.index(fold_name(name))


def _coded(cells: "pd.Series[str]", records: list[int], column: str) -> Ints:
    folded = cells.fillna("").str.lower()
    codes = folded.map({**LABELS, "": -1}).to_numpy(dtype=np.float64, na_value=np.nan)
    unknown = np.flatnonzero(np.isnan(codes))
    if len(unknown):
        raise Unreadable(
            f"record {records[unknown[0]]}, {show(column, 100)}: "
            f"{show(str(cells.iloc[unknown[0]]), 60)!r} is no label "
            "(write negative, neutral or positive; or -1, 0 or 1)"
        )
    return codes.astype(np.int64)


def agree(labels: Ints, scores: Floats) -> Agreement:
    """The agreement over the texts that have a label (not -1) and a score (not NaN)."""
    used = (labels >= 0) & ~np.isnan(scores)
    labels, scores = labels[used], scores[used]
    sided = labels != CLASSES.index("neutral")
    positive = labels[sided] == CLASSES.index("positive")
    return Agreement(
        macro_f1(labels, tone_codes(scores)), auc(positive, scores[sided]), int(used.sum())
    )


def to_json(method: str, scores: Floats, agreement: Agreement | None) -> dict[str, object]:
    """What `--json` prints; null = not scored, or not to be told."""
    found: dict[str, object] = {
        "method": method,
        "n_texts": len(scores),
        "scored": int((~np.isnan(scores)).sum()),
        "not_scored": int(np.isnan(scores).sum()),
        "scores": [_number(score) for score in scores.tolist()],
    }
    if agreement:
        found |= {
            "macro_f1": _number(agreement.macro_f1),
            "auc": _number(agreement.auc),
            "n": agreement.n,
        }
    return found


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value


def _lines(
    name: str, records: list[int], scores: Floats, agreement: Agreement | None
) -> Iterator[str]:
    scored = int((~np.isnan(scores)).sum())
    yield f"{name}: {scored:,} of {len(scores):,} texts scored (the tone of the text, -1 to 1)"
    for record, score, of_class in zip(records, scores, tone_class(scores), strict=True):
        yield f"  {record}: " + (f"{score:+.3f} {of_class}" if of_class else "not scored")
    if agreement:
        yield (
            f"  macro-F1 {_shown(agreement.macro_f1)}, AUC of positive against negative "
            f"{_shown(agreement.auc)}, over {agreement.n:,} texts with label and score"
        )


def _shown(value: float) -> str:
    return "none" if np.isnan(value) else f"{value:.3f}"
