"""Loads JSON into a model of azure-batch, and fails where the model loses or misreads a part of it.

    load.py MODEL FILE      FILE holds an object, or an array of them
"""

import enum
import json
import sys

from azure.batch import models


def check(model, given, where):
    fields = {field._rest_name: name for name, field in model._attr_to_rest_field.items()}
    for name, value in given.items():
        if name not in fields:
            raise SystemExit(f"{where}: {type(model).__name__} has no field {name}")
        # A value that the field's type cannot take raises here.
        check_value(getattr(model, fields[name]), value, f"{where}.{name}", annotation(model, fields[name]))


def annotation(model, name):
    for base in type(model).__mro__:
        if name in getattr(base, "__annotations__", {}):
            return str(base.__annotations__[name])
    raise SystemExit(f"{type(model).__name__}.{name} has no type")


def check_value(value, given, where, kind):
    if isinstance(given, dict):
        if not hasattr(value, "_attr_to_rest_field"):
            raise SystemExit(f"{where}: an object where the model has {kind}")
        check(value, given, where)
    elif isinstance(given, list):
        if not isinstance(value, list) or len(value) != len(given) or "list[" not in kind.lower():
            raise SystemExit(f"{where}: an array where the model has {kind}")
        for index, one in enumerate(given):
            check_value(value[index], one, f"{where}[{index}]", kind)
    elif "models." in kind or "_enums." in kind:
        # An enumeration: what it does not know stays a text.
        if not isinstance(value, enum.Enum) or value.value != given:
            raise SystemExit(f"{where}: {given!r} is none of {kind}")
    else:
        names = {str: "str", bool: "bool", int: "int"}
        if value != given or names[type(given)] not in kind:
            raise SystemExit(f"{where}: {given!r} where the model has {kind}")


def main():
    name, file = sys.argv[1:]
    with open(file, encoding="utf-8") as text:
        given = json.load(text)
    for index, one in enumerate(given if isinstance(given, list) else [given]):
        model = getattr(models, name)(one)
        check(model, one, f"[{index}]")
        if json.loads(json.dumps(model.as_dict())) != one:
            raise SystemExit(f"[{index}]: what comes out is not what went in")


main()
