"""The mark of a simulated incident: a tag, which every export and every upload keeps."""

import numpy as np
import pandas as pd

from dashboard.counting import incidents_of
from dashboard.rows import Mask, of_table

TAG = "SIMULATED"


def count_simulated(incidents: pd.DataFrame) -> int:
    """The number of incidents, of rows with incident_id and tags, that are tagged `SIMULATED`."""
    if "tags" not in incidents or incidents.empty:
        return 0
    return incidents_of(incidents).among(of_table(incidents, "simulated", simulated_rows))


def simulated_rows(table: pd.DataFrame) -> Mask:
    """Which rows are tagged `SIMULATED`."""
    found = table["tags"].str.contains(TAG, regex=False)
    return np.asarray(found.fillna(False).to_numpy(dtype=bool))
