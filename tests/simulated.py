"""SIMULATED incidents for benchmarks and tests of size: nothing here happened."""

import csv
import io
import random
from datetime import date, timedelta

PLACES = (
    ("PRK", "North Hamgyong", "Hoeryong", 42.44113, 129.74601),
    ("PRK", "North Hamgyong", "Chongjin", 41.79556, 129.77583),
    ("PRK", "Ryanggang", "Hyesan", 41.40167, 128.17778),
    ("PRK", "South Pyongan", "Pyongsong", 39.24639, 125.87194),
    ("CHN", "Guangdong", "Shenzhen", 22.54554, 114.0683),
    ("CHN", "Zhejiang", "Ningbo", 29.87819, 121.54945),
    ("BGD", "Dhaka", "Gazipur", 23.99167, 90.41953),
    ("IND", "Tamil Nadu", "Chennai", 13.08784, 80.27847),
)
ACTIONS = ("strike", "walkout", "refusal", "protest", "absenteeism", "sit_in")
DEMANDS = ("wage_arrears", "pay", "food_rations", "unpaid_mobilisation", "working_conditions")
HEADER = (
    "incident_id", "title", "description", "start_date", "country", "admin1", "location",
    "latitude", "longitude", "action_type", "sector", "workers_low", "workers_high", "demands",
    "verification", "source_name", "tags",
)  # fmt: skip


def simulated_csv(rows: int, seed: int = 1) -> bytes:
    """A canonical incidents CSV with `rows` records over ten years, the same for the same seed.

    Every record says SIMULATED in its title, description and tags. Points are spread by up to
    half a degree around eight towns, so that there are many places.
    """
    draw = random.Random(seed)  # noqa: S311  # not for secrets
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(HEADER)
    first = date(2016, 1, 1)
    for number in range(rows):
        country, admin1, town, latitude, longitude = draw.choice(PLACES)
        workers = draw.choice((None, None, draw.randint(5, 4000)))
        writer.writerow(
            (
                f"SIM-{number:07}",
                f"SIMULATED incident {number}",
                "SIMULATED: made up to test the size of a file; nothing here happened.",
                first + timedelta(days=draw.randrange(3652)),
                country,
                admin1,
                town,
                round(latitude + draw.randint(-20, 20) / 100, 3),
                round(longitude + draw.randint(-20, 20) / 100, 3),
                draw.choice(ACTIONS),
                draw.choice("ABCFH"),
                workers,
                workers and workers + draw.randint(0, 100),
                draw.choice(DEMANDS),
                draw.choice(("single_origin", "corroborated", "unverified")),
                f"Simulated monitor {draw.randrange(9)}",
                "SIMULATED",
            )
        )
    return text.getvalue().encode()
