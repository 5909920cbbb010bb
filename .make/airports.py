"""Writes the airports that have an IATA code as CSV, with the licence of the data beside it."""

import csv
import importlib.metadata
import pathlib

import airportsdata

DATA = pathlib.Path(__file__).parent.parent / "Sources" / "CAssets" / "data"
COLUMNS = ["iata", "icao", "name", "city", "country", "latitude", "longitude", "timezone"]


def row(airport: dict) -> list[str]:
    """One line of the file; coordinates to 0.0001 degrees, which is 11 m."""
    return [
        airport["iata"],
        airport["icao"],
        airport["name"],
        airport["city"],
        airport["country"],
        f"{airport['lat']:.4f}",
        f"{airport['lon']:.4f}",
        airport["tz"],
    ]


def main() -> None:
    airports = sorted(airportsdata.load("IATA").values(), key=lambda airport: airport["iata"])
    with open(DATA / "airports.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row(airport) for airport in airports if airport["tz"])
    files = importlib.metadata.files("airportsdata") or []
    licence = next(file for file in files if file.name.startswith("LICENSE"))
    (DATA / "airports.LICENSE").write_text(licence.read_text(encoding="utf-8"), encoding="utf-8")
    print(f"{len(airports)} airports")


if __name__ == "__main__":
    main()
