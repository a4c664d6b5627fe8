/** Comments for the values of a document, by dotted path; list items share the path of their list. */
export type Comments = (path: string) => string | undefined;

/**
 * Plain values as block YAML, each key with its comment above it the first time that it occurs. Only what example and
 * written configs need: maps, lists, text, numbers, booleans.
 */
export function commentedYaml(
  value: Readonly<Record<string, unknown>>,
  comments: Comments = () => undefined,
): string {
  const said = new Set<string>();
  return lines(value, '', '', (path) => {
    if (said.has(path)) return undefined;
    said.add(path);
    return comments(path);
  }).join('\n');
}

function lines(
  value: Readonly<Record<string, unknown>>,
  path: string,
  indent: string,
  comments: Comments,
): string[] {
  return Object.entries(value).flatMap(([key, item]) => {
    if (item === undefined) return [];
    const at = path ? `${path}.${key}` : key;
    const comment = comments(at);
    const above = comment === undefined ? [] : comment.split('\n').map((line) => `${indent}# ${line}`);
    const name = `${indent}${scalar(key)}:`;
    if (Array.isArray(item) && item.some(isMap)) {
      return [...above, name, ...item.flatMap((one) => listItem(one, at, indent, comments))];
    }
    if (isMap(item) && Object.keys(item).length > 0) {
      return [...above, name, ...lines(item, at, `${indent}  `, comments)];
    }
    return [...above, `${name} ${flow(item)}`];
  });
}

function listItem(item: unknown, path: string, indent: string, comments: Comments): string[] {
  if (!isMap(item)) return [`${indent}  - ${flow(item)}`];
  const inner = lines(item, path, `${indent}    `, comments);
  // The dash stands before the first line that is no comment; the comments above it are moved to its left.
  const first = inner.findIndex((line) => !line.trimStart().startsWith('#'));
  return inner.map((line, at) => {
    if (at < first) return `${indent}  ${line.trimStart()}`;
    return at === first ? `${indent}  - ${line.slice(indent.length + 4)}` : line;
  });
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).map(([key, item]) => `${scalar(key)}: ${flow(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return scalar(value);
}

/** Text is quoted unless YAML cannot take it for anything else. */
function scalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value ?? null);
  const safe =
    /^[A-Za-z_.][\w./-]*(?: [\w./-]+)*$/.test(value) &&
    !/^(?:true|false|null|yes|no|on|off|y|n|\.inf|\.nan|\.)$/i.test(value);
  return safe || value === 'on' || value === 'off' || /^\d{4}-\d\d-\d\d$/.test(value)
    ? value
    : JSON.stringify(value);
}
