"""Counts what the Autobahn test suite says in its index.json; fails unless every case passed."""

import collections
import json
import sys

# What the standard leaves open is reported as informational, and no judgement.
PASSED = {"OK", "INFORMATIONAL"}


def cases(paths: list[str]) -> dict[str, dict]:
    """Every case of the reports, by its number."""
    found = {}
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for agent in json.load(file).values():
                found.update(agent)
    return found


def number(case: str) -> list[int]:
    """The parts of a case's number, for sorting."""
    return [int(part) for part in case.split(".")]


def main() -> int:
    results = cases(sys.argv[1:])
    groups = collections.defaultdict(collections.Counter)
    failed = []
    for case in sorted(results, key=number):
        outcome = results[case]
        groups[number(case)[0]][outcome["behavior"]] += 1
        if not {outcome["behavior"], outcome["behaviorClose"]} <= PASSED:
            failed.append(f"{case}: {outcome['behavior']}, close {outcome['behaviorClose']}")
    for group, counts in groups.items():
        print(f"group {group:2}: " + ", ".join(f"{n} {name}" for name, n in counts.items()))
    for line in failed:
        print(f"FAILED {line}")
    print(f"{len(results) - len(failed)} of {len(results)} cases passed")
    return 1 if failed or not results else 0


if __name__ == "__main__":
    sys.exit(main())
