"""The mark of a simulated incident: a tag, which every export and every upload keeps."""

import pandas as pd

TAG = "SIMULATED"


def count_simulated(incidents: pd.DataFrame) -> int:
    """The number of incidents, of rows with incident_id and tags, that are tagged `SIMULATED`."""
    if "tags" not in incidents or incidents.empty:
        return 0
    found = incidents["tags"].str.contains(TAG, regex=False)
    marked = found.fillna(False).to_numpy(dtype=bool)
    return int(incidents.loc[marked, "incident_id"].nunique())
