"""What the Methods page says of risk: forecast, alerts, trigger events, spread and profile."""

import pandas as pd
import streamlit as st

from dashboard.indicators import knox, scan
from dashboard.indicators.alerts import BUDGET, LEAST, RAREST, WATCHED
from dashboard.indicators.backtest import FEWEST_ORIGINS, ORIGINS
from dashboard.indicators.composite import DRAWS, NEEDED, PREDICTS
from dashboard.indicators.false_alarms import FALSE_ALARMS, WHY_FIRST
from dashboard.indicators.forecast import FEW, FEWEST_WEEKS, HORIZON, MANY, SURGE_LEAST
from dashboard.indicators.front import MIN_INCIDENTS, MIN_PLACES
from dashboard.indicators.profile import COMPONENTS, subsistence
from dashboard.indicators.rates import YEAR
from dashboard.indicators.ratios import MIN_BLOCKS, MIN_IN_BLOCKS
from dashboard.schema import label
from dashboard.ui.foretelling import WORDS


def show_forecast() -> None:
    """How the next weeks are foretold, and how that is tested."""
    st.subheader("The next 4 weeks")
    st.markdown(
        "- Incidents are counted per week and first-level unit, weeks without a report as 0. "
        "Below "
        f"{FEW} incidents or {FEWEST_WEEKS} weeks there is no forecast: counts and rates with the "
        f"exact interval (Garwood 1936) instead. Up to {MANY}: each region's historical mean, "
        "drawn "
        "towards that of all regions. From there a discounted gamma-Poisson: recent weeks weigh "
        "more, a region's own level is mixed with that of all, with or without a season.\n"
        f"- The total of {HORIZON} weeks is negative binomial. Settings and dispersion are those "
        "that foretold the past best (log score), chosen anew at every origin from the weeks "
        "before "
        "it alone.\n"
        f"- A *surge* is a total of at least {SURGE_LEAST} and of at least the 95 % quantile of "
        "the "
        f"region's own last {YEAR} weeks. Words: {WORDS}.\n"
        f"- **Tested on the data in use**: up to {ORIGINS} origins, at least {FEWEST_ORIGINS}, for "
        "four models. Skill is 1 - CRPS / CRPS of the historical mean; coverage is of the "
        "randomised PIT (Czado, Gneiting and Held 2009); AUC is the chance that what happened had "
        "the higher probability. Where the data do not allow this test, no chance is shown as a "
        "finding.\n"
        "- Files whose first or last records lie more than half a year apart are not judged "
        "together: weeks in which nobody collected would count as calm.\n"
        "- In the reliability diagram the exact intervals take "
        f"{HORIZON} forecasts for one, since their weeks overlap.\n"
        "- Foretold is what will be *reported*. A change in collecting looks like unrest: mark its "
        "day on the page, and only what came after it counts."
    )


def show_alerts() -> None:
    """How an alarm is raised."""
    st.subheader("Alerts")
    st.markdown(
        "A week raises an alarm where the forecast from the week before gave so many incidents or "
        "more a smaller chance than a threshold. The threshold of each of the last "
        f"{WATCHED} weeks is the one that would have kept the *alarm budget* in all weeks before "
        "it "
        f"({BUDGET} alarms per region and year, unless you choose another); the page says how many "
        "it raised. All are counted as false in that number, though some were not. A week with "
        f"fewer than {LEAST} incidents, or of a chance of {RAREST:.0%} or more, raises none, so "
        "where incidents are few the budget is not used up. The words "
        "against the 4 and 52 weeks before are those of ACLED's Trendfinder: more than 25 % up "
        "is a "
        "large increase, 10 to 25 % up a moderate one, more than 25 % down a large decrease; "
        "with a "
        "mean of at most 2 and at most 5 in the week there are too few to judge."
    )


def show_triggers() -> None:
    """How what followed a date is compared, and how often each result is wrong."""
    st.subheader("Trigger events")
    st.markdown(
        "The rate of the days from the date on against that of the days before it. *Exact*: given "
        "the sum, the count after is binomial (Przyborowski and Wilenski 1940; interval by Clopper "
        "and Pearson). *Negative binomial*: the same with the dispersion of the year before, from "
        f"{MIN_BLOCKS} spans and {MIN_IN_BLOCKS} incidents on. *Placebo*: how many windows of the "
        f"year before moved as much the same way. {WHY_FIRST} One or two incidents against as few "
        "expected are not enough to tell. What comes after is not thereby caused."
    )
    names = ["counts", "random dates", "exact", "negative binomial", "placebo"]
    st.dataframe(
        pd.DataFrame(FALSE_ALARMS).set_axis(names, axis=1),
        hide_index=True,
        alt="Share of random dates on which each result reported a change at a nominal 5 %",
    )


def show_spread() -> None:
    """What is measured of the spread."""
    st.subheader("Spread")
    st.markdown(
        "- *Documented*: units with an incident of their own. *Claimed*: `claimed_spread` of "
        "reports and accounts. The two are never mixed. The map of first dates has at most five "
        "shades with about as many units each, cut at whole years, months or days; a unit whose "
        "first date is known only to two of them has a look of its own.\n"
        "- *Front*: median slope of the distance from the first place over the days since (Theil "
        f"1950, Sen 1968), from {MIN_INCIDENTS} incidents in {MIN_PLACES} places on.\n"
        f"- *Knox test* (Knox 1964): pairs within {knox.NEAR_KM:.0f} km and {knox.NEAR_DAYS} days, "
        f"against the days dealt out anew among the places; no p-value below {knox.MIN_INCIDENTS} "
        "incidents. A cause in common gives such pairs too.\n"
        "- *Space-time permutation scan* (Kulldorff and others 2005), from "
        f"{scan.MIN_INCIDENTS} incidents in {scan.MIN_PLACES} places on: the cylinder of places "
        "and "
        "days that holds most beyond what its places and its days give; its p-value allows for "
        "having searched everywhere."
    )


def show_profile() -> None:
    """The components of a profile, and what the composite is and is not."""
    st.subheader("Profile and composite")
    st.markdown(
        "Seven components of each first-level unit, each with its value, its percentile among the "
        "values of all units in the last 52 weeks, and the incidents that it rests on. A component "
        "without data is *no data*: never 0, never filled in. The incidents it is *made of* are "
        "those of its window with what it needs (a size, demands, a known response, a scored local "
        "text); for the spread around it they are its neighbors'. The tone is that of local, "
        "independent and union texts. Equal values share the middle of their places, so that 0 "
        "where most have 0 stands near 50. A share is (k + .5) / (n + 1) for k of n, so that "
        "1 of 1 is taken as 75 % and not as certain. No country or unit has a multiplier. "
        "Demands that count "
        f"as demands for subsistence: {', '.join(label('demand', code) for code in subsistence())}."
    )
    st.dataframe(
        pd.DataFrame([*COMPONENTS.items()], columns=["component", "what it is"]),
        hide_index=True,
        alt="The seven components and what each is",
    )
    st.markdown(
        f"The **composite** is the weighted mean of the percentiles that are there, from {NEEDED} "
        f"components on, the intensity among them. {PREDICTS} On counts of China 2013-16 and the "
        "United States 2021-25 such a composite told where an incident would come with an AUC of "
        ".871 and .789, the plain historical mean with .907 and .829. So its rank comes with 5 to "
        f"95 % of the ranks that {DRAWS} other choices would give: other weights (Dirichlet), "
        "percentiles, min-max or z-scores, arithmetic or geometric mean, one component left out, "
        "other counts from the same rates (OECD and JRC 2008)."
    )


def show_losses() -> None:
    """How workers involved and worker-days not worked are added up."""
    st.subheader("Production at risk")
    st.markdown(
        "Workers involved are summed from the lowest to the highest number reported; a record "
        "without a number adds nothing and is not counted as 0, so each sum stands beside the "
        "number of incidents it comes from. Worker-days not worked are workers times days, of "
        "incidents in which work is known to have stopped; those of which it is not known are "
        "counted apart. The length runs from the start, which may be an interval, to the end, both "
        "days counted, else it is the duration reported. These are calendar days: an upper bound "
        "on working days. 'At least 500' enters with 500 and marks the sum 'or more'; 'up to 500' "
        "adds nothing to the low end. An incident with several sectors counts in each and once in "
        "all. One incident that carries more than half of the upper total is named, with the total "
        "without it. Production impact is what a report says of it: most say nothing, which is not "
        "'none'."
    )
