"""The JSON Schema of the output contract, made from the records themselves, so that the two can't drift apart."""

from __future__ import annotations

from typing import Any

import msgspec

from extractor.pipeline import SCHEMA, SCHEMA_VERSION
from extractor.records import Disclosure

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of one ``Disclosure`` document, JSON Schema draft 2020-12."""
    schema = msgspec.json.schema(Disclosure)
    document = schema["$defs"]["Disclosure"]["properties"]
    document["schema"] = {"const": SCHEMA}
    document["schema_version"] = {"const": SCHEMA_VERSION}
    return {"$schema": DIALECT, "title": f"{SCHEMA} {SCHEMA_VERSION}", **schema}
