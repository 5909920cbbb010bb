"""Writes the airports that have an IATA code as CSV, with the licence of the data beside it."""

import csv
import importlib.metadata
import pathlib

import airportsdata

DATA = pathlib.Path(__file__).parent.parent / "Sources" / "CAssets" / "data"
COLUMNS = [
    "iata", "icao", "name", "city", "subdivision", "country",
    "latitude", "longitude", "elevation_ft", "timezone", "metro",
]


def metro_codes() -> dict[str, str]:
    """The code of the metropolitan area of each airport that is in one."""
    areas = airportsdata.load_iata_macs()
    return {code: area for area, entry in areas.items() for code in entry["airports"]}


def row(airport: dict, metros: dict[str, str]) -> list[str]:
    """One line of the file; coordinates to 0.0001 degrees, which is 11 m."""
    return [
        airport["iata"],
        airport["icao"],
        airport["name"],
        airport["city"],
        airport["subd"],
        airport["country"],
        f"{airport['lat']:.4f}",
        f"{airport['lon']:.4f}",
        str(round(airport["elevation"])),
        airport["tz"],
        metros.get(airport["iata"], ""),
    ]


def main() -> None:
    airports = sorted(airportsdata.load("IATA").values(), key=lambda airport: airport["iata"])
    metros = metro_codes()
    with open(DATA / "airports.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row(airport, metros) for airport in airports if airport["tz"])
    files = importlib.metadata.files("airportsdata") or []
    licence = next(file for file in files if file.name.startswith("LICENSE"))
    (DATA / "airports.LICENSE").write_text(licence.read_text(encoding="utf-8"), encoding="utf-8")
    print(f"{len(airports)} airports")


if __name__ == "__main__":
    main()
