"""What is withheld of a table cannot be had from what is shown and from totals."""

from time import process_time

import numpy as np
import numpy.typing as npt
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from dashboard.public.cells import exchangeable, withheld_incidents

K = 5
Table = npt.NDArray[np.int64]

tables = st.integers(1, 6).flatmap(
    lambda lines: st.integers(1, 6).flatmap(
        lambda values: st.lists(
            st.one_of(st.just(0), st.integers(1, 9)),
            min_size=lines * values,
            max_size=lines * values,
        ).map(lambda cells: np.array(cells).reshape(lines, values))
    )
)


def hidden_of(counts: Table, least: int = K, rare: int = -1) -> npt.NDArray[np.bool_]:
    """The cells withheld of a table; fails where a cell is withheld in part."""
    line, value = (np.repeat(each.ravel(), counts.ravel()) for each in np.indices(counts.shape))
    numbers = np.arange(len(line))
    found = withheld_incidents(line, value, np.zeros_like(line), numbers, least, rare)
    hidden = np.zeros(counts.shape, dtype=np.int64)
    np.add.at(hidden, (line[found], value[found]), 1)
    assert ((hidden == 0) | (hidden == counts)).all()
    return hidden > 0


def span(counts: Table, hidden: npt.NDArray[np.bool_], cell: tuple[int, int]) -> tuple[int, int]:
    """The least and the greatest number in a withheld cell for someone who knows what is shown and
    the totals of all lines and values. The polytope has whole corners."""
    left = np.where(hidden, counts, 0)
    free = [tuple(at) for at in np.argwhere(~((counts > 0) & ~hidden))]
    equations = np.zeros((sum(counts.shape), len(free)))
    for number, (line, value) in enumerate(free):
        equations[line, number] = equations[counts.shape[0] + value, number] = 1
    totals = np.concatenate([left.sum(axis=1), left.sum(axis=0)])
    wanted = np.array([at == cell for at in free], dtype=float)
    ends = []
    for sign in (1, -1):
        found = linprog(sign * wanted, A_eq=equations, b_eq=totals, method="highs")
        assert found.success
        ends.append(round(sign * found.fun))
    return ends[0], ends[1]


@settings(max_examples=150)
@given(tables)
def test_no_small_number_follows_from_the_totals(counts: Table) -> None:
    assume((counts.sum(axis=1) > 0).sum() > 1 and (counts.sum(axis=0) > 0).sum() > 1)
    hidden = hidden_of(counts)
    for line, value in np.argwhere((counts > 0) & (counts < K)):
        least, most = span(counts, hidden, (int(line), int(value)))
        assert least < most, (line, value)


@settings(max_examples=150)
@given(tables)
def test_a_rare_value_is_withheld_everywhere_and_none_of_its_numbers_follows(counts: Table) -> None:
    assume((counts.sum(axis=1) > 0).sum() > 1 and (counts.sum(axis=0) > 0).sum() > 1)
    hidden = hidden_of(counts, rare=0)
    assert hidden[counts[:, 0] > 0, 0].all()
    for line in np.flatnonzero(counts[:, 0] > 0):
        least, most = span(counts, hidden, (int(line), 0))
        assert least < most, line


@settings(max_examples=150)
@given(tables)
def test_each_line_and_value_with_a_withheld_cell_has_another(counts: Table) -> None:
    hidden = hidden_of(counts)
    assert hidden[(counts > 0) & (counts < K)].all()
    for lines, withheld in ((counts, hidden), (counts.T, hidden.T)):
        for numbers, cells in zip(lines, withheld, strict=True):
            if cells.any():
                nothing_shown = not ((numbers > 0) & ~cells).any()
                assert cells.sum() > 1 or numbers[cells].sum() >= K or nothing_shown


def test_nothing_is_withheld_where_all_cells_are_large() -> None:
    assert not hidden_of(np.full((3, 4), K)).any()
    assert not hidden_of(np.array([[1, 2], [3, 4]]), least=1).any()


def test_one_small_cell_takes_three_others_with_it() -> None:
    hidden = hidden_of(np.array([[2, 9, 7], [8, 6, 9], [9, 9, 9]]))
    assert hidden.tolist() == [[True, False, True], [True, False, True], [False, False, False]]


def test_what_subtracting_twice_would_tell_is_withheld_too() -> None:
    """A cell of 7 beside one of 2 in its value is enough for the value, and alone in its line: the
    total of the line gives the 7, and then the total of the value the 2."""
    counts = np.array([[2, 0, 6], [7, 9, 0], [0, 9, 9]])
    hidden = hidden_of(counts)
    assert hidden[0, 0]
    assert span(counts, hidden, (0, 0))[0] < span(counts, hidden, (0, 0))[1]


def test_an_incident_of_two_units_is_withheld_in_both_and_so_are_its_cells() -> None:
    # Incident 0 lies in units 0 and 1; alone in unit 0, it has four neighbours in unit 1.
    lines = np.array([0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2])
    values = np.array([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1])
    numbers = np.array([0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    found = withheld_incidents(lines, values, np.zeros_like(lines), numbers, K)
    assert found[:5].all()


def test_missing_values_are_not_withheld() -> None:
    nothing = np.array([-1, -1])
    found = withheld_incidents(np.array([0, 1]), nothing, np.zeros(2, int), np.array([0, 1]), K)
    assert found.tolist() == [False, False]
    assert len(withheld_incidents(*(np.zeros(0, dtype=int) for _ in range(4)), K)) == 0


def test_an_exchange_stays_within_a_part() -> None:
    """In a year of its own, an incident of one month needs a partner of that year."""
    counts = np.zeros((2, 2, 2), dtype=np.int32)
    counts[0] = np.eye(2)
    assert exchangeable(counts, counts > 0)[0].diagonal().all()
    counts = np.zeros((2, 2, 2), dtype=np.int32)
    counts[0, 0, 0] = counts[1, 1, 1] = 1
    assert not exchangeable(counts, counts > 0).any()


def test_a_large_table_takes_seconds() -> None:
    """1,000,000 incidents in 4,000 units and 360 months, most cells small; CPU time."""
    random = np.random.default_rng(1)
    rows = 1_000_000
    lines, months = random.zipf(1.3, rows) % 4_000, random.integers(0, 360, rows)
    began = process_time()
    found = withheld_incidents(lines, months % 12, months // 12, np.arange(rows), K)
    assert process_time() - began < 20
    assert 0 < found.sum() < rows
