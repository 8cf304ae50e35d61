"""What is suggested for an unknown file, why, and what is left for a person to choose."""

from dataclasses import replace

from dashboard.formats import (
    Choice,
    Mapping,
    Use,
    code_suggestions,
    find_faults,
    preview,
    read_file,
    read_mapping,
    read_sample,
    suggest,
    with_header,
    write_mapping,
)
from tests.formats.twins import TODAY, csv_bytes

HEADER = ["Datum", "Land", "What they did", "Workers", "Link", "Words", "Demands", "Our code"]


def unknown(*days: str) -> bytes:
    kinds = ["Strike", "warning strike", "Protest march", "petition"]
    wants = ["Pay; Working conditions", "pay", "job security", ""]
    rows = [
        [day, "Germany", kinds[n % 4], f"{n}0", f"https://example.org/{n}",
         f"A longer text on what workers did there, number {n}", wants[n % 4], f"K{n}"]
        for n, day in enumerate(days, start=1)
    ]  # fmt: skip
    return b"Weekly list\n\n" + csv_bytes(HEADER, *rows, delimiter=";")


def test_a_file_is_suggested_by_names_then_by_content() -> None:
    sample = read_sample(unknown("13/02/2021", "01/03/2021", "05/03/2021"), "a.csv")
    assert sample.header == tuple(HEADER)
    assert len(sample.rows) == 3
    found = suggest(sample.header, sample.rows)
    assert found.reasons == {
        "start_date": "'Datum' is a usual name for it",
        "country": "'Land' is a usual name for it",
        "workers_low": "'Workers' is a usual name for it",
        "source_url": "'Link' is a usual name for it",
        "demands": "it has our name",
        "action_type": "100% of its cells are forms of action",
        "description": "its texts are long (49 characters on average)",
    }
    assert found.open == {}
    assert not find_faults(found.mapping)
    assert found.mapping.codes["action_type"]["warning strike"].code == "strike"


def test_a_suggested_mapping_reads_its_file_and_is_offered_for_the_next() -> None:
    raw = unknown("13/02/2021", "01/03/2021", "05/03/2021")
    sample = read_sample(raw, "a.csv")
    mapping = read_mapping(write_mapping(suggest(sample.header, sample.rows).mapping))
    loaded = read_file(raw, "a.csv", mapping=mapping, today=TODAY)
    assert (loaded.report.accepted, loaded.report.format) == (3, "mapping")
    assert loaded.frame["start_date"].dt.strftime("%m-%d").tolist() == ["02-13", "03-01", "03-05"]
    assert loaded.frame["action_type"].tolist() == ["strike", "protest", "petition"]
    assert loaded.frame["tags"].tolist() == ["our_code=K1", "our_code=K2", "our_code=K3"]
    assert len(preview(raw, "a.csv", mapping, 2, today=TODAY).frame) == 2
    again = read_sample(unknown("14/02/2021"), "b.csv")
    assert suggest(again.header, again.rows).mapping.header_key == mapping.header_key


def test_an_ambiguous_date_is_left_open_until_it_is_chosen() -> None:
    sample = read_sample(unknown("03/02/2021", "01/03/2021"), "a.csv")
    found = suggest(sample.header, sample.rows)
    assert found.open == {"start_date": "choose how its dates are written: DD/MM/YYYY, MM/DD/YYYY"}
    assert "a date needs its notation" in find_faults(found.mapping)[0]
    first, *rest = found.mapping.columns
    chosen = replace(found.mapping, columns=(replace(first, dates=("MM/DD/YYYY",)), *rest))
    assert not find_faults(chosen)


def test_what_nothing_looks_like_is_said() -> None:
    found = suggest(["a", "b"], [["1", "2"]])
    assert {*found.open} == {"description", "start_date", "country", "action_type"}
    assert found.mapping.columns == ()


def test_codes_are_suggested_by_their_words() -> None:
    found = code_suggestions(["Wage arrears", "LAYOFFS", "layoffs", "xyz", ""], "demand")
    assert {word: choice and choice.code for word, choice in found.items()} == {
        "Wage arrears": "wage_arrears",
        "LAYOFFS": "job_security",
        "xyz": None,
    }


def test_our_own_names_go_before_usual_ones_and_days_before_years() -> None:
    header = ["region", "admin1", "date", "start", "notes"]
    found = suggest(header, [["South", "Paris", "2021", "2021-03-13", "Workers left the shop."]])
    read = {use.to[0]: use.names[0] for use in found.mapping.columns}
    assert (read["admin1"], read["start_date"], read["description"]) == ("admin1", "start", "notes")
    assert found.reasons["description"] == "its notes may say what happened"


def test_a_sample_has_the_words_of_the_whole_file_and_tells_repeated_names_apart() -> None:
    rows = "".join(f"2024-01-0{1 + n % 9},,strike\n" for n in range(300)) + "2024-01-09,x,siege\n"
    sample = read_sample(f"Date,Date,Art\n{rows}".encode(), "x.csv")
    assert sample.header == ("Date", "Date (2)", "Art")
    assert len(sample.rows) == 200
    assert sample.words[2] == (("strike", 300), ("siege", 1))
    assert sample.words[1] == (("x", 1),)


def test_a_header_that_repeats_a_name_is_read_by_the_mapping_made_for_it() -> None:
    raw = b"Date,Date,Land,Art,Text\n2024-01-02,2024-01-05,PRK,strike,They stopped\n"
    sample = read_sample(raw, "x.csv")
    uses = (
        Use(("Date",), ("start_date",), dates=("YYYY-MM-DD",)),
        Use(("Date (2)",), ("end_date",), dates=("YYYY-MM-DD",)),
        Use(("Land",), ("country",)),
        Use(("Art",), ("action_type",), codes="a"),
        Use(("Text",), ("description",)),
    )
    codes = {"a": {"strike": Choice("strike")}}
    mapping = with_header(Mapping("mine", "x", uses, codes=codes), sample.header)
    assert read_mapping(write_mapping(mapping)) == mapping
    loaded = read_file(raw, "x.csv", mapping=mapping)
    assert [str(day.date()) for day in loaded.frame.loc[0, ["start_date", "end_date"]]] == [
        "2024-01-02",
        "2024-01-05",
    ]


def test_words_without_a_code_are_a_note_of_the_file() -> None:
    raw = b"Tag,Land,Art,Text\n" + b"2024-01-02,PRK,siege,x\n" * 1 + b"2024-01-03,PRK,siege,y\n"
    uses = (
        Use(("Tag",), ("start_date",), dates=("YYYY-MM-DD",)),
        Use(("Land",), ("country",)),
        Use(("Art",), ("action_type",), codes="a"),
        Use(("Text",), ("description",)),
    )
    mapping = Mapping("mine", "x", uses, codes={"a": {"strike": Choice("strike")}})
    problems = read_file(raw, "x.csv", mapping=mapping).report.problems
    (note,) = [p for p in problems if p.column == "Art"]
    assert note.reason.startswith("2 words have no code ('siege'): they became 'other'")
