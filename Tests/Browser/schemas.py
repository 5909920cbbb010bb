"""The JSON Schemas of `protocol/events`, by event type."""

import json
import pathlib

from jsonschema import Draft202012Validator
from referencing import Registry, Resource

EVENTS = pathlib.Path(__file__).resolve().parents[2] / "protocol" / "events"


def validators() -> dict[str, Draft202012Validator]:
    documents = [json.loads(path.read_text()) for path in sorted(EVENTS.glob("*.json"))]
    registry = Registry().with_resources(
        (document["$id"], Resource.from_contents(document)) for document in documents)
    return {document["title"]: Draft202012Validator(document, registry=registry)
            for document in documents if "title" in document}
