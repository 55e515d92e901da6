#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""schema.py - is what a verb prints as JSON what its published schema says?

    bootmem VERB --json ... | schema.py
    bootmem check --sarif ... | schema.py

The schema is docs/schema/NAME-VERSION.json for output that names itself "NAME/VERSION", and what
SARIF demands, in docs/schema/sarif-2.1.0.json, for output that names SARIF's own schema. Of JSON
Schema this knows type, required, properties, items, enum, pattern, minimum, minItems, $ref to
#/$defs, and additionalProperties; a schema that uses another word is refused, so that nothing is
believed to be checked that is not.

Exit status: 0 valid, 1 with a line for each place that is not.
"""
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "integer": int,
         "null": type(None)}
KNOWN = {"$schema", "$id", "$defs", "$ref", "title", "description", "type", "required",
         "properties", "additionalProperties", "items", "enum", "pattern", "minimum", "minItems"}


def has_type(value, name):
    return isinstance(value, TYPES[name]) and not (name == "integer" and isinstance(value, bool))


def check(value, schema, place, defs):
    """Lines about every place where @value is not as @schema says."""
    unknown = set(schema) - KNOWN
    if unknown:
        yield "%s: the schema uses %s, which is not checked" % (place, ", ".join(sorted(unknown)))
    if "$ref" in schema:
        yield from check(value, defs[schema["$ref"].rpartition("/")[2]], place, defs)
        return
    if "type" in schema and not has_type(value, schema["type"]):
        yield "%s: %r is no %s" % (place, value, schema["type"])
        return
    if "enum" in schema and value not in schema["enum"]:
        yield "%s: %r is none of %s" % (place, value, schema["enum"])
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield "%s: %r is not like %s" % (place, value, schema["pattern"])
    if "minimum" in schema and value < schema["minimum"]:
        yield "%s: %r is less than %d" % (place, value, schema["minimum"])
    if "minItems" in schema and len(value) < schema["minItems"]:
        yield "%s: %d items are too few" % (place, len(value))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from check(item, schema.get("items", {}), "%s[%d]" % (place, index), defs)
    if isinstance(value, dict):
        yield from check_members(value, schema, place, defs)


def check_members(value, schema, place, defs):
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield "%s: %s is missing" % (place, name)
    for name, item in value.items():
        if name in properties:
            yield from check(item, properties[name], "%s.%s" % (place, name), defs)
        elif schema.get("additionalProperties") is False:
            yield "%s: %s is not in the schema" % (place, name)


def try_samples():
    schema = {"type": "object", "required": ["a"], "additionalProperties": False,
              "properties": {"a": {"type": "array", "items": {"$ref": "#/$defs/n"}},
                             "c": {"type": "integer", "minimum": 1},
                             "d": {"type": "array", "minItems": 1}}}
    defs = {"n": {"type": "string", "pattern": "^0x"}}
    assert not list(check({"a": ["0x1"], "c": 1, "d": [0]}, schema, "", defs))
    for bad in ({}, {"a": [1]}, {"a": ["1"]}, {"a": [], "b": 1}, [], {"a": {}},
                {"a": [], "c": 0}, {"a": [], "d": []}):
        assert list(check(bad, schema, "", defs)), bad
    assert list(check(True, {"type": "integer"}, "", {})) and list(check(1, {"not": {}}, "", {}))


def name_of(value):
    """What output says it is: our own word, or the name of a schema of others."""
    if "schema" in value:
        return value["schema"]
    return os.path.basename(value["$schema"]).removesuffix(".json")


def main():
    try_samples()
    value = json.load(sys.stdin)
    name = name_of(value).replace("/", "-")
    with open(os.path.join(ROOT, "docs", "schema", name + ".json"), encoding="utf-8") as f:
        schema = json.load(f)
    wrong = list(check(value, schema, "", schema.get("$defs", {})))
    for line in wrong:
        print(line)
    if not wrong:
        print("valid %s" % name_of(value))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
