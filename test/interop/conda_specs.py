"""Answers, for conda's own reading of specs: does a package of this version and build match?"""

import json
import sys

from conda_lock._vendor.conda.models.match_spec import MatchSpec
from conda_lock._vendor.conda.models.version import VersionOrder


def match(spec: str, version: str, build: str) -> bool | None:
    """None where conda cannot read spec or version."""
    try:
        record = {"name": "x", "version": version, "build": build, "build_number": 0}
        return bool(MatchSpec(f"x{spec}").match(record))
    except Exception:
        return None


def order(left: str, right: str) -> int | None:
    """Negative, zero or positive; None where conda cannot read a version."""
    try:
        a, b = VersionOrder(left), VersionOrder(right)
    except Exception:
        return None
    return 0 if a == b else -1 if a < b else 1


asked = json.load(sys.stdin)
json.dump(
    {
        "matches": [match(*one) for one in asked["matches"]],
        "orders": [order(*one) for one in asked["orders"]],
    },
    sys.stdout,
)
