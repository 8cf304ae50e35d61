"""The loss report of a translated file: what became of every cell of every column."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dashboard.formats.answers import unread_words
from dashboard.formats.mapping import TAGS, Mapping
from dashboard.formats.translating import Track, Translation, composed_alone
from dashboard.loading.losses import count_dropped
from dashboard.loading.reports import Loaded, Loss
from dashboard.schema import Problem

Flags = NDArray[np.bool_]

MOST_WORDS = 200
"""Unknown words listed for a column, the most frequent first."""


@dataclass(frozen=True)
class Effects:
    """What the uses of one column did to each record: `said` it is not blank for one of them,
    `used` a column of ours took it, `changed` as something else than it was, `worded` words of it
    went to tags, `faulty` a use could not read it.
    """

    said: Flags
    used: Flags
    changed: Flags
    worded: Flags
    faulty: Flags


def count_losses(done: Translation, mapping: Mapping, loaded: Loaded) -> tuple[Loss, ...]:
    """One Loss for each column of the file, in its order."""
    accepted = {*loaded.frame["record"].tolist()}
    kept = np.isin(done.sheet.records.numbers, np.array(sorted(accepted), dtype=np.int64))
    dropped = count_dropped(loaded.report.problems, accepted)
    return tuple(
        _count(done, mapping, position, kept, dropped[done.binding.written(position)])
        for position in range(len(done.sheet.header))
    )


def _count(done: Translation, mapping: Mapping, position: int, kept: Flags, dropped: int) -> Loss:
    cells = done.columns[position]
    said = np.asarray(cells.is_valid().to_numpy(zero_copy_only=False), dtype=bool)
    uses = [use for use, place in done.binding.uses if place == position]
    tracks = [track for track in done.tracks if track.position == position]
    rules = [rule for rule in mapping.responses if done.binding.find(rule.names) == position]
    composed = position in composed_alone(done.binding, mapping)
    tagged = not (uses or rules or composed) or any(TAGS in use.to for use in uses)
    loss = Loss(done.binding.written(position), _targets(done, mapping, position, tagged))
    if not tracks:
        there = said & kept
        loss = replace(loss, blank=int((~said).sum()), rejected=int((said & ~kept).sum()))
        count = int(there.sum())
        if rules:
            words = unread_words(done, mapping, rules, kept)
            return replace(loss, mapped=count, unknown=_most(words))
        if composed:
            return replace(loss, kept=count)
        if tagged:
            return replace(loss, tagged=count)
        return replace(loss, dropped=count, reason=next((use.reason for use in uses), ""))
    effects = _effects(tracks, done)
    if not tagged:
        said &= effects.said
    words = _unknown(tracks, done, kept) + unread_words(done, mapping, rules, kept)
    loss = replace(
        loss,
        blank=int((~said).sum()),
        rejected=int((said & ~kept).sum()),
        unknown=_most(words),
    )
    return _share(loss, effects, said & kept, tagged, dropped)


def _share(loss: Loss, effects: Effects, there: Flags, tagged: bool, dropped: int) -> Loss:
    """The cells of accepted records shared out: mapped or kept, else in tags, else dropped.

    `dropped` counts the cells that any check dropped; those that no use could read are among them.
    """
    mapped = int((there & effects.used & effects.changed).sum())
    kept = int((there & effects.used & ~effects.changed).sum())
    words = there & ~effects.used & (effects.worded | tagged)
    lost = int((there & ~effects.used & ~effects.worded).sum()) if not tagged else 0
    later = max(0, dropped - int((there & effects.faulty).sum()))
    from_mapped = min(later, mapped)
    from_kept = min(later - from_mapped, kept)
    return replace(
        loss,
        mapped=mapped - from_mapped,
        kept=kept - from_kept,
        tagged=int(words.sum()),
        dropped=lost + from_mapped + from_kept,
    )


def _effects(tracks: list[Track], done: Translation) -> Effects:
    length = len(done.sheet.records.numbers)
    said, used, changed, worded, faulty = (np.zeros(length, dtype=bool) for _ in range(5))
    for track in tracks:
        flags = np.array(
            [
                (
                    any(value is not None for value in word.values),
                    word.values != (text,),
                    bool(word.unknown),
                    bool(word.fault),
                )
                for text, word in zip(track.texts, track.words, strict=True)
            ]
            + [(False,) * 4]
        )[track.codes]
        for place, total in enumerate((used, changed, worded, faulty)):
            np.logical_or.at(total, done.spread.origin, flags[:, place])
        np.logical_or.at(said, done.spread.origin, track.codes >= 0)
    return Effects(said, used, changed, worded, faulty)


def _targets(done: Translation, mapping: Mapping, position: int, tagged: bool) -> tuple[str, ...]:
    """Our columns that a column of the file goes to, 'tags' and 'responses' among them."""
    names = [name for use, place in done.binding.uses if place == position for name in use.to]
    names += [
        text.to
        for text in mapping.composed
        if position in composed_alone(done.binding, replace(mapping, composed=(text,)))
    ]
    rules = (done.binding.find(rule.names) for rule in mapping.responses)
    names += ["responses"] if position in rules else []
    return tuple(dict.fromkeys([*names, TAGS] if tagged else names))


def _unknown(tracks: list[Track], done: Translation, kept: Flags) -> Counter[str]:
    """Words that no code is known for, in accepted records."""
    rows = kept[done.spread.origin]
    found: Counter[str] = Counter()
    for track in tracks:
        codes = track.codes[rows]
        counts = np.bincount(codes[codes >= 0], minlength=len(track.words))
        for word, count in zip(track.words, counts.tolist(), strict=True):
            for text in word.unknown if count else ():
                found[text] += count
    return found


def _most(words: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(words.most_common(MOST_WORDS))


def unknown_words(losses: Iterable[Loss]) -> list[Problem]:
    """A note for each column that has words without a code: they cost nothing, unless unseen."""
    notes = []
    for loss in losses:
        if loss.unknown:
            number = sum(count for _, count in loss.unknown)
            words = ", ".join(repr(word[:40]) for word, _ in loss.unknown[:3])
            more = f" and {len(loss.unknown) - 3:,} more" if len(loss.unknown) > 3 else ""
            noun = "word has" if number == 1 else "words have"
            reason = (
                f"{number:,} {noun} no code ({words}{more}): they became 'other' or blank and are "
                "kept in tags (give them codes in the mapping)"
            )
            notes.append(Problem(None, loss.column, "", reason, "note"))
    return notes
