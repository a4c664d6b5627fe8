"""Reads JSON lines {marker, environment} or {specifier, version}; prints what `packaging` says of each: true, false, null for what it
refuses, "undefined" where it cannot compare."""
import json
import sys

from packaging.markers import InvalidMarker, Marker, UndefinedComparison
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion

for line in sys.stdin.read().splitlines():
    asked = json.loads(line)
    try:
        if "marker" in asked:
            environment = {k: set(v) if isinstance(v, list) else v for k, v in asked["environment"].items()}
            told = Marker(asked["marker"]).evaluate(environment, context="lock_file" if "extras" in environment else "metadata")
        else:
            told = SpecifierSet(asked["specifier"]).contains(asked["version"], prereleases=True)
    except UndefinedComparison:
        told = "undefined"
    except (InvalidMarker, InvalidSpecifier, InvalidVersion):
        told = None
    print(json.dumps(told))
