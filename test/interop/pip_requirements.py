"""Prints what pip makes of requirements files: reads a JSON list of texts, writes a JSON list on standard output.

Each result is the list of requirements, or an error where pip refuses the file. Nothing is resolved or fetched.
"""
import json
import os
import sys
import tempfile

from pip._internal.network.session import PipSession
from pip._internal.req.constructors import install_req_from_parsed_requirement
from pip._internal.req.req_file import parse_requirements
from pip._vendor.packaging.utils import canonicalize_name


def tell(path):
    found = []
    for parsed in parse_requirements(path, session=PipSession()):
        line = int(parsed.comes_from.split("(line ")[1].split(")")[0])
        if parsed.is_editable:
            found.append({"line": line, "editable": True})
            continue
        made = install_req_from_parsed_requirement(parsed)
        found.append(
            {
                "line": line,
                "editable": False,
                "name": canonicalize_name(made.req.name) if made.req else None,
                "clauses": sorted(str(clause).replace(" ", "") for clause in made.specifier) if not made.link else [],
                "link": made.link is not None,
                "hashed": bool(parsed.options.get("hashes")),
            }
        )
    return found


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    os.makedirs("libs/common")
    open("libs/common/setup.py", "w").close()
    answers = []
    for text in json.load(sys.stdin):
        with open("requirements.txt", "w", encoding="utf-8", newline="") as file:
            file.write(text)
        try:
            answers.append(tell("requirements.txt"))
        except (Exception, SystemExit) as error:
            answers.append({"error": f"{type(error).__name__}: {error}"[:300]})
    json.dump(answers, sys.stdout)
