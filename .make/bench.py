"""Compares what the benchmarks measured with the committed baseline, or writes that anew."""

import json
import pathlib
import sys

# Below this a change is noise: other addresses, another length of a path.
NOISE = 0.02


def times(path: pathlib.Path) -> dict[str, float]:
    """Nanoseconds of one operation, by name."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {name: float(nanoseconds) for name, nanoseconds in rows}


def instructions(path: pathlib.Path) -> dict[str, float]:
    """Instructions of one operation, by name."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return {name: int(collected) / float(operations) for name, operations, collected in rows}


def change(now: float, before: float | None) -> str:
    if before is None:
        return "new"
    ratio = now / before - 1
    return "same" if abs(ratio) < NOISE else f"{ratio:+.0%}"


def main() -> None:
    folder, baseline_path, wish = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
    durations, counts = times(folder / "time"), instructions(folder / "count")
    baseline = json.loads(baseline_path.read_text(encoding="utf-8"))
    print(f"{'':40}{'instructions/op':>16}{'baseline':>10}{'ns/op':>12}{'baseline':>10}")
    for name, count in counts.items():
        before = baseline.get(name, {})
        print(
            f"{name:40}{count:16,.0f}{change(count, before.get('instructions')):>10}"
            f"{durations[name]:12,.0f}{change(durations[name], before.get('nanoseconds')):>10}")
    if wish == "write":
        measured = {
            name: {"instructions": round(count), "nanoseconds": round(durations[name])}
            for name, count in counts.items()}
        baseline_path.write_text(
            json.dumps(measured, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        print(f"\nwritten to {baseline_path}")


if __name__ == "__main__":
    main()
