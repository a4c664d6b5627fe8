"""Prints what `packaging` makes of each requirement on standard input, one JSON value a line; null for none."""
import json
import sys

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

for line in sys.stdin.read().splitlines():
    try:
        requirement = Requirement(line)
    except InvalidRequirement:
        print("null")
        continue
    clauses = sorted(str(clause).replace(" ", "") for clause in requirement.specifier)
    extras = sorted(canonicalize_name(extra) for extra in requirement.extras)
    print(json.dumps({"name": canonicalize_name(requirement.name), "clauses": clauses, "extras": extras, "url": requirement.url}))
