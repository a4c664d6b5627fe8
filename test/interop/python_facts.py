"""Prints what CPython's own parser sees in each file named on standard input, one JSON object a line."""
import ast
import json
import sys


def dotted(node):
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return None
    return ".".join([node.id, *reversed(parts)])


for path in sys.stdin.read().splitlines():
    with open(path, "rb") as file:
        source = file.read()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        continue
    facts = {"path": path, "imports": [], "calls": [], "scopes": []}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            facts["imports"] += [f"{node.lineno} {alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            facts["imports"] += [f"{node.lineno} {'.' * node.level}{node.module or ''}:{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Call):
            facts["calls"].append(dotted(node.func) or "?")
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            facts["scopes"].append(f"{node.lineno} {node.name} {'doc' if ast.get_docstring(node) is not None else 'bare'}")
    for key in ("imports", "calls", "scopes"):
        facts[key].sort()
    print(json.dumps(facts))
