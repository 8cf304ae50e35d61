"""What the Methods page says of the public view: the classes, what is withheld, what is left."""

import streamlit as st

from dashboard.public import Policy
from dashboard.public.serving import policy
from dashboard.public.values import LISTS
from dashboard.schema import label, vocabulary
from dashboard.ui import parts
from dashboard.ui.audience import late_words
from dashboard.ui.cards import Card

REACHES = {
    "recorded": "as recorded",
    "cell": "a cell of {size:g} degrees (its middle is shown), with the first-level unit",
    "unit": "the first-level unit",
    "country": "the country",
}


def show_public_view() -> None:
    """What each class means, what is withheld, and what the public view cannot protect against."""
    rules = policy()
    st.subheader("Public view")
    st.markdown(
        "It is there so that what is published helps as little as can be to find those who took "
        "part in an incident, saw it or told of it. "
        "The public view is made of the records once, by the rules below; pages, figures, lists, "
        "search, links and downloads are computed from what was made, and nothing else is in the "
        "process that serves it. *Withheld* is a state of its own: it is neither 'not reported' "
        "nor 0."
    )
    cards = [_class_card(code, rules) for code in vocabulary("sensitivity")]
    parts.show_cards(cards, key="public_classes", width=13)
    st.markdown(
        f"- An incident that nobody classed counts as {_word(rules.unstated)}; of several rows of "
        "one incident, and of merged records, the strictest class holds. No place is told more "
        "exactly than it is recorded.\n"
        "- Of no class are told: sources and their addresses, accounts, responses, notes, tags, "
        "the size as worded (which often names who said it), "
        "files, numbers of records, older versions, and the class itself. Ids are made anew with a "
        "secret of the server; the order of lists and files follows from what is told alone.\n"
        "- Texts are title, description, place name in local script, employer, organization and "
        "the group of incidents. Where they are withheld, the title is made "
        "of codes: 'Strike, North Hamgyong, 2025'. Incidents whose texts are told have their "
        "numbers and values as recorded too; what follows is about the others.\n"
        f"- Numbers of workers, arrests, injuries and deaths from 1 to {rules.least - 1} are "
        "withheld, and count in no sum.\n"
        "- Form of action, sector, owner of the workplace, demands, outcome, impact on production, "
        f"claimed spread and month: a value that fewer than {rules.least} of these incidents of "
        "one first-level unit share (of a country, where no unit is told) is withheld in all of "
        "them; without its month an incident has its year. All demands of an incident together are "
        f"one value, whatever their order, and told only if it is among the {LISTS} most frequent "
        "of these incidents.\n"
        "- Further values are withheld until no withheld number can be had by subtracting what is "
        "shown from the true total of any unit or value. In each unit and each value at least two "
        f"numbers are withheld, or together {rules.least} incidents, or nothing of it is shown. "
        "For each withheld number there is another with which all totals and all that is shown "
        "stay the same (an exchange of two incidents' values). For months this holds within each "
        "year. Only a table of a single unit or a single value is without that: there the "
        "total says all.\n"
        "- A filter finds the incidents whose value is told, and says of how many it is "
        "withheld.\n" + _delay(rules)
    )
    st.markdown(
        "**What it cannot protect against.** Whoever knows of a rare event from elsewhere may "
        "recognise it by its day, its length or an exact number of workers, which are told "
        "as recorded. Combinations of more than a unit and one value are not examined. Totals of a "
        "part of the data (of one country and sector, or of a single demand, say) from elsewhere "
        "may narrow down what is withheld. Two releases compared (before and after a record came) "
        "show what came; a delay blurs that. A cell of the grid that a border crosses is told with "
        "its unit, which leaves the part of the cell on that side. Classes are coded by people, "
        "who may err. The page Data of the ordinary view is where that is mended."
    )


def _class_card(code: str, rules: Policy) -> Card:
    name, _, meaning = label("sensitivity", code).partition(": ")
    place = REACHES[rules.places[code]].format(size=rules.cell)
    texts = "told" if code in rules.texts else "withheld"
    return Card(title=name, body=meaning, facts=(("Place", place), ("Texts", texts)))


def _word(code: str) -> str:
    return label("sensitivity", code).partition(":")[0].lower()


def _delay(rules: Policy) -> str:
    if not rules.delay:
        return "- No incident is held back for a time.\n"
    return f"- Left out are {late_words(rules)}, counted by the last day it may have begun.\n"
