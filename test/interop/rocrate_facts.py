"""Holds a crate against the rules of RO-Crate 1.1 by roc-validator, and loads it with the library rocrate.

Takes the folder of the crate; prints as JSON what the validator finds, by how binding its rule is, the ids of the parts
that the library sees, and the terms of the graph that the context does not know. The context of 1.1 is the one that the
library brings, so that nothing is fetched.
"""

import json
import sys
from pathlib import Path

import requests
import rocrate
from rocrate.rocrate import ROCrate
from rocrate_validator import services
from rocrate_validator.models import Severity
from rocrate_validator.utils.http import HttpRequester

CONTEXT = "https://w3id.org/ro/crate/1.1/context"
bundled = json.loads((Path(rocrate.__file__).parent / "data/ro-crate.jsonld").read_text())
assert bundled["@id"] == CONTEXT


def from_library(requester, url, **_kwargs):
    """The context of the library in place of what a request would bring."""
    if url != CONTEXT:
        raise ValueError(f"{url} is asked for")
    response = requests.Response()
    response.status_code, response.url = 200, url
    response.headers["Content-Type"] = "application/ld+json"
    response._content = json.dumps(bundled).encode()
    return response


def unknown_terms(metadata):
    """Keys and types of the graph that neither the context of 1.1 nor the crate's own says the meaning of."""
    known = set(bundled["@context"]) | set(metadata["@context"][1])
    found = set()
    for entity in metadata["@graph"]:
        types = entity["@type"] if isinstance(entity["@type"], list) else [entity["@type"]]
        found |= {key for key in (*entity, *types) if not key.startswith("@")} - known
    return sorted(found)


folder = sys.argv[1]
metadata = json.loads((Path(folder) / "ro-crate-metadata.json").read_text())
HttpRequester.get = from_library
result = services.validate(
    {
        "rocrate_uri": folder,
        "profile_identifier": "ro-crate-1.1",
        "requirement_severity": Severity.RECOMMENDED,
    }
)
issues = {"REQUIRED": [], "RECOMMENDED": []}
for issue in result.get_issues():
    issues[issue.severity.name].append(f"{issue.check.identifier} {issue.violatingEntity}: {issue.message}")
crate = ROCrate(folder)
parts = [entity.id for entity in crate.data_entities]
print(
    json.dumps(
        {
            "issues": {name: sorted(found) for name, found in issues.items()},
            "parts": sorted(parts),
            "name": crate.name,
            "unknown": unknown_terms(metadata),
        }
    )
)
