#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""schema.py - is what a verb prints as JSON what its published schema says?

    bootmem VERB --json ... | schema.py
    bootmem check --sarif ... | schema.py
    for m in maps/*; do bootmem map --json "$m"; done | schema.py

The schema is docs/schema/NAME-VERSION.json for output that names itself "NAME/VERSION", and what
SARIF demands, in docs/schema/sarif-2.1.0.json, for output that names SARIF's own schema. Of JSON
Schema this knows type, required, properties, items, enum, pattern, minimum, minItems, $ref to
#/$defs, and additionalProperties; a schema that uses another word is refused, so that nothing is
believed to be checked that is not. Ours must say additionalProperties of every object, so that a
field that is printed is a field that is published.

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


def has_type(value, names):
    """@names is a type or a list of them; true and false are no numbers."""
    names = names if isinstance(names, list) else [names]
    return any(isinstance(value, TYPES[name]) and
               not (name == "integer" and isinstance(value, bool)) for name in names)


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
    if "pattern" in schema and isinstance(value, str) and not re.search(schema["pattern"], value):
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


def open_objects(schema, place):
    """Lines about objects that do not say whether they may have other fields."""
    if isinstance(schema, dict):
        if "properties" in schema and schema.get("type") == "object" \
                and "additionalProperties" not in schema:
            yield "%s: the schema does not say additionalProperties" % place
        for name, part in schema.items():
            yield from open_objects(part, "%s.%s" % (place, name))


def values(text):
    """All JSON values that follow one another in @text."""
    decoder, pos = json.JSONDecoder(), 0
    text = text.strip()
    while pos < len(text):
        value, pos = decoder.raw_decode(text, pos)
        yield value
        while pos < len(text) and text[pos].isspace():
            pos += 1


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
    assert not list(check(None, {"type": ["string", "null"], "pattern": "^0x"}, "", {}))
    assert list(check(1, {"type": ["string", "null"]}, "", {}))
    assert not list(open_objects(schema, ""))
    assert list(open_objects({"items": {"type": "object", "properties": {}}}, ""))
    assert list(values('{} [1]\n2 ')) == [{}, [1], 2]
    assert list(check(True, {"type": "integer"}, "", {})) and list(check(1, {"not": {}}, "", {}))


def name_of(value):
    """What output says it is: our own word, or the name of a schema of others."""
    if "schema" in value:
        return value["schema"]
    return os.path.basename(value["$schema"]).removesuffix(".json")


def judge(value):
    """Lines about what is wrong with @value, or with its schema."""
    name = name_of(value)
    with open(os.path.join(ROOT, "docs", "schema", name.replace("/", "-") + ".json"),
              encoding="utf-8") as f:
        schema = json.load(f)
    if "schema" in value:
        yield from open_objects(schema, name)
    yield from check(value, schema, "", schema.get("$defs", {}))


def main():
    try_samples()
    found = list(values(sys.stdin.read()))
    wrong = [line for value in found for line in judge(value)]
    for line in wrong or ([] if found else ["nothing was printed"]):
        print(line)
    if wrong or not found:
        return 1
    for name in sorted({name_of(value) for value in found}):
        nr = sum(name_of(value) == name for value in found)
        print("valid %s%s" % (name, ", %d of them" % nr if nr > 1 else ""))
    return 0


if __name__ == "__main__":
    sys.exit(main())
