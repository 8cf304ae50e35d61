"""What the Methods page says, made from schema, data packages and the constants in force."""

import pandas as pd
import streamlit as st

from dashboard import periods, schema
from dashboard.dictionary import code_rows, dictionary_rows
from dashboard.duplicates import SIMILAR
from dashboard.duplicates.clusters import MOST_TOGETHER
from dashboard.duplicates.measured import MEASURED
from dashboard.duplicates.pairs import DAYS, MOST_PAIRS
from dashboard.formats import FORMATS, Mapping
from dashboard.package import DATA, read_package
from dashboard.published import GEO
from dashboard.summaries import headline
from dashboard.summaries.sentences import SILENCE
from dashboard.ui import parts, state


def show_reading() -> None:
    """How a file is read."""
    required = {
        table: ", ".join(c.name for c in schema.columns(table) if c.required == "yes")
        for table in schema.TABLES
    }
    st.subheader("How a file is read")
    st.markdown(
        f"- A file may have {schema.UPLOAD_BYTES // 1024**2} MB, {schema.COLUMNS} columns, "
        f"{schema.FIELD_CHARACTERS:,} characters a cell and {schema.ID_CHARACTERS} an id. Dates "
        f"lie between {schema.FIRST_YEAR} and {schema.LAST_YEAR}.\n"
        "- Nothing is guessed: a date is ISO 8601 or it is refused; a blank means *the source does "
        "not say* and is never 0, 'none' or 'no'.\n"
        "- A record whose required column is bad is rejected; a bad optional value is dropped; "
        "each is listed with record, column, value and remedy. Kept and rejected records add up "
        "to the records of the file.\n"
        + "".join(f"- Required in {table}: {names}.\n" for table, names in required.items())
        + "- Other names accepted for a column: "
        + ", ".join(f"{other} ({', '.join(own)})" for other, own in schema.ALIASES.items())
        + "."
    )


def show_formats() -> None:
    """Which files of other projects are read, and how."""
    st.subheader("Files of other projects")
    st.markdown(
        "A file of another project is told by its header and read as one only when a person says "
        "so. Its dates are read in the notations declared here and in no other. What has no column "
        "of ours goes to `tags`; the report of a file says for every column how many cells were "
        "kept, mapped, put into tags or dropped, and which words no code is known for. Any other "
        "table is read by a mapping made on the page Data, which can be kept as a file."
    )
    st.dataframe(
        pd.DataFrame([_format_row(mapping) for mapping in FORMATS.values()]),
        hide_index=True,
        alt="The formats: what they are, their dates, and what they leave out",
    )


def _format_row(mapping: Mapping) -> dict[str, str]:
    notations = dict.fromkeys(notation for use in mapping.columns for notation in use.dates)
    left_out = [f"{', '.join(use.names)}: {use.reason}" for use in mapping.columns if not use.to]
    left_out += [f"records by {', '.join(rows.names)}: {rows.reason}" for rows in mapping.rows]
    return {
        "format": mapping.name,
        "what": mapping.title,
        "dates": ", ".join(notations),
        "leaves out": "; ".join(left_out),
        "source": mapping.source,
    }


def show_shared() -> None:
    """What happens to files that are added to the shared data."""
    st.subheader("Shared data")
    st.markdown(
        "A file is private to its browser session until a person adds it. Then its original bytes "
        "are kept under their SHA-256 with the table they were read as, the mapping, and a receipt "
        "that names the receipt before it, so that a change to any of them shows: `unrest verify` "
        "checks the chain and every file. A file, a merge or a chosen place that is taken back is "
        "out of every view; nothing is deleted, and it can come back. A decision about a private "
        "file stays private with it."
    )


def show_counting() -> None:
    """How incidents, dates, sizes and origins are counted."""
    st.subheader("How incidents are counted")
    st.markdown(
        "- Incidents are counted by `incident_id`, places by row: an incident with three places "
        "is one incident.\n"
        "- A date known to the week, month or year is that interval. The date filter keeps an "
        "incident whose whole interval lies in the range; those that only overlap it are left out "
        "and their number is said. A range filters by the day an action *began*.\n"
        "- Workers involved are the sum of the lowest and of the highest number reported, over "
        "incidents with a number; those without are counted and left out, never taken as 0.\n"
        "- The filter by workers involved keeps an incident whose whole interval lies in it; "
        "those that only may are left out and their number is said.\n"
        "- An incident that several files tell differently counts once: the version of the newest "
        "file is shown with a mark, and its file shows the older ones.\n"
        "- **Independent origins**: accounts with one origin count once. Counted are accounts "
        "that say the incident happened, experts left out, since they comment and do not report. "
        "A person's verification (single origin, corroborated) wins over the count.\n"
        f"- A period is compared with as many days before it; without dates, the last "
        f"{periods.YEAR_DAYS} days of the data with the {periods.YEAR_DAYS} before. Words: more "
        f"than {headline.LARGE:.0%} up is a large increase, more than {headline.MODERATE:.0%} up a "
        f"moderate one, more than {headline.LARGE:.0%} down a large decrease; with at most "
        f"{headline.FEW_BEFORE} before and at most {headline.FEW_NOW} now there are too few to "
        "judge (bands of ACLED's Trendfinder)."
    )


def show_places() -> None:
    """How a place is found."""
    st.subheader("How places are found")
    st.markdown(
        "In this order: the unit's code or name in the record, the gazetteer's unit of the place, "
        "the polygon that holds the coordinates (or lies within 2 km of them). Each incident's "
        "file says which. A name that several units have places nothing until a person chooses "
        "which is meant. A place known to a province is drawn as an area, not as a pin; one known "
        "to the country only is in every view but the map, and counted there.\n\n"
        "Nampo and Kaesong have no area of their own in these boundaries: they are drawn in South "
        "Pyongan and North Hwanghae. Boundaries imply no endorsement."
    )


def show_duplicates() -> None:
    """How proposals to merge are made, and how good they were on a benchmark."""
    st.subheader("How duplicates are proposed")
    st.markdown(
        f"- Compared are incidents of one first-level unit that may have begun at most {DAYS} days "
        "apart (a date known to the month may be any of its days); those without a unit only with "
        "others of their country without one.\n"
        "- Title and description become weighted words (TF-IDF); of Chinese, Japanese, Korean, "
        "Thai, Lao, Khmer and Burmese text, pairs of characters. Incidents whose cosine is "
        f"{SIMILAR} or more are connected, the most similar first, at most {MOST_TOGETHER} "
        "together.\n"
        "- Never together: two records of one source that do not name one place finer than the "
        "unit, and what a person called different.\n"
        f"- At most {MOST_PAIRS:,} pairs that share a rare word are compared; where there are "
        "more, their number is said.\n"
        "- It is a question: a person merges, or says 'different'. A merged incident counts once "
        "and keeps every account; the best documented record keeps its id, sources add up, numbers "
        "of workers span all that were given, and its file shows what each record said. 'Single "
        "origin' was coded of one record alone and is not taken over: the accounts decide.\n\n"
        "Measured on 2,011 records of 1,300 events in China in 2014, of which 525 events are told "
        "by two or three outlets (pairwise; F1 is the harmonic mean of precision and recall). No "
        "outlet there tells of one event twice, which helps; so both are shown."
    )
    st.dataframe(
        pd.DataFrame(MEASURED, columns=["cosine from", "F1", "F1 without source names"]),
        hide_index=True, alt="F1 of the proposals by threshold",
    )  # fmt: skip


def show_sources() -> None:
    """Every file of ours with its source, licence and hash."""
    st.subheader("Sources and licences")
    for folder, words in ((DATA, "Records"), (GEO, "Boundaries and gazetteer")):
        package = read_package(folder)
        st.markdown(f"**{words}**")
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        "file": item.path,
                        "what it is": item.title,
                        "rows": item.rows,
                        "source": "; ".join(link.title for link in item.sources),
                        "licence": "; ".join(link.title for link in item.licences),
                        "SHA-256": item.sha256,
                    }
                    for item in package.resources
                ]
            ).astype({"rows": "Int64"}),
            hide_index=True,
            alt=f"{words}: file, source, licence, rows and hash",
        )


def show_coverage() -> None:
    """What the bundled records can and cannot show."""
    st.subheader("Coverage and limits")
    st.text(SILENCE)
    parts.show_cards(parts.coverage_cards(state.shared().coverage), key="coverage", width=24)
    st.markdown(
        "A value changed while coding the bundled records, because its sources contradict it, is "
        "listed in `data/corrections.csv` and said in the notes of the incident."
    )


def show_dictionary() -> None:
    """Columns and code lists."""
    st.subheader("Data dictionary")
    st.dataframe(pd.DataFrame(dictionary_rows()), hide_index=True, alt="All columns")
    st.dataframe(pd.DataFrame(code_rows()), hide_index=True, alt="All codes")
    st.markdown("**How a place was found**")
    st.dataframe(
        pd.DataFrame(list(parts.FOUND.items()), columns=["code", "meaning"]),
        hide_index=True, alt="How a place was found",
    )  # fmt: skip
