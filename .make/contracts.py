"""Makes the JSON that the server serves from the YAML contracts; --check only compares."""

import json
import pathlib
import sys

import yaml

PROTOCOL = pathlib.Path(__file__).parent.parent / "protocol"


class Loader(yaml.SafeLoader):
    """Reads dates as the text they are: JSON has no dates."""


Loader.yaml_implicit_resolvers = {
    first: [rule for rule in rules if rule[0] != "tag:yaml.org,2002:timestamp"]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def rendered(source: pathlib.Path) -> str:
    """The contract as JSON, in the order in which it was written."""
    document = yaml.load(source.read_text(encoding="utf-8"), Loader)
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    check = "--check" in sys.argv[1:]
    stale = []
    for source in sorted(PROTOCOL.glob("*.yaml")):
        target = source.with_suffix(".json")
        wanted = rendered(source)
        if target.exists() and target.read_text(encoding="utf-8") == wanted:
            print(f"{target.name} agrees with {source.name}")
        elif check:
            stale.append(source.name)
        else:
            target.write_text(wanted, encoding="utf-8")
            print(f"{target.name} written")
    if stale:
        print(f"changed without `make contracts`: {', '.join(stale)}", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
