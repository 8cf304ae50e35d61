"""Small files in the shape of other projects' exports, written for these tests."""

import csv
import io
from datetime import date

from dashboard.formats import FORMATS, read_file
from dashboard.loading import Loaded, Loss

TODAY = date(2025, 6, 30)


def csv_bytes(header: list[str], *rows: list[str], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows([header, *rows])
    return text.getvalue().encode()


def records(defaults: dict[str, str], *changes: dict[str, str]) -> bytes:
    """A CSV with the columns of `defaults`, one record for each of `changes`."""
    extra = [name for change in changes for name in change if name not in defaults]
    header = list(dict.fromkeys([*defaults, *extra]))
    rows = [[{**defaults, **change}.get(name, "") for name in header] for change in changes]
    return csv_bytes(header, *rows)


def read(raw: bytes, name: str, encoding: str | None = None) -> Loaded:
    return read_file(raw, f"{name}.csv", encoding, FORMATS[name], today=TODAY)


def told(loaded: Loaded, effect: str = "row rejected") -> list[str]:
    """The problems of one effect that are about a record, in words."""
    return [str(p) for p in loaded.report.problems if p.effect == effect and p.record]


def notes(loaded: Loaded) -> list[str]:
    return [str(p) for p in loaded.report.problems if p.effect == "note"]


def loss(loaded: Loaded, column: str) -> Loss:
    (found,) = [loss for loss in loaded.report.losses if loss.column == column]
    return found


ACLED = {
    "event_id_cnty": "XXX1", "event_date": "2023-05-01", "year": "2023", "time_precision": "1",
    "event_type": "Protests", "sub_event_type": "Peaceful protest", "actor1": "Protesters (France)",
    "assoc_actor_1": "Labour Group (France)", "inter1": "6", "actor2": "", "inter2": "0",
    "iso": "250", "country": "France", "admin1": "Paris", "location": "Paris", "latitude": "48.85",
    "longitude": "2.35", "geo_precision": "1", "source": "A Paper; Another Paper",
    "notes": "Workers marched.", "fatalities": "0", "tags": "", "timestamp": "1700000000",
}  # fmt: skip

CLB = {
    "Date": "2014-03-04", "Title": "Drivers strike", "Description": "Bus drivers strike over pay",
    "Province": "Guangdong", "Industry": "Transportation", "Participants": "100-1000 Persons",
    "Employer": "", "Enterprise Type": "Private Enterprise", "Action Taken Involve": "Strike",
    "Employee Demands Involve": "Pay Increase", "Response to Collective Action": "",
}  # fmt: skip

LAT = {
    "ID": "7", "Employer": "Mill", "Labor Organization": "Local 1", "Industry": "Manufacturing",
    "Number of Locations": "1", "City": "Austin", "State": "Texas",
    "Latitude, Longitude": "30.26,-97.74", "Approximate Number of Participants": "120",
    "Start Date": "2023-02-01", "End Date": "2023-02-03", "Duration Amount": "3",
    "Duration Unit": "days", "Strike or Protest": "Strike", "Worker Demands": "Pay; Staffing",
    "Source": "https://example.org/a;https://example.org/b", "Notes": "",
}  # fmt: skip

SCAD = {
    "eventid": "900001", "countryname": "Jamaica", "startdate": "28-Jan-90", "enddate": "29-Jan-90",
    "etype": "6", "npart": "3", "ndeath": "0", "repress": "0", "elocal": "Kingston",
    "sublocal": "1", "issue1": "2", "issuenote": "Dockers struck.", "nsource": "Both", "notes": "",
    "latitude": "17.98", "longitude": "-76.80",
}  # fmt: skip

MIT = {
    "stato": "Effettuato", "inizio": "05/03/2024", "fine": "06/03/2024", "sindacati": "CUB",
    "settore": "Aereo", "categoria": "PERSONALE DI TERRA", "modalita": "24 ORE",
    "rilevanza": "Locale", "note": "null", "regione": "Lazio", "provincia": "Roma",
}  # fmt: skip

BLS = {
    "Organizations involved": "Mill", "States": "OH", "Industry code[1]": "33311",
    "Work stoppage beginning date": "4/5/2021", "Work stoppage ending date": "12/31/2021",
    "Number of workers[2]": "1,400", "Days idle[3]": "5,600",
}  # fmt: skip

CAT = {
    "": "0", "id": "5", "date": "2020-03-19", "sources": "['https://example.org/a']",
    "actions": "['strike']", "struggles": "['pay and benefits']", "employment_types": "['na']",
    "description": "Couriers stopped.", "locations": "['austin-texas-usa']", "companies": "None",
    "workers": "None", "latlngs": "[(1.0, 2.0)]",
}  # fmt: skip

SNCF = {
    "date_de_debut": "2009-03-01", "date_de_fin": "", "Motif exprimé": "Salaires ; effectifs",
    "Organisations syndicales": "CGT;SUD", "Nombre de grévistes du préavis": "120.0",
}  # fmt: skip

TWINS = {
    "acled": ACLED, "clb": CLB, "lat": LAT, "scad": SCAD, "mit": MIT, "bls": BLS, "cat": CAT,
    "sncf": SNCF,
}  # fmt: skip
