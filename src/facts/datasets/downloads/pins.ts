import { assignmentsTo } from '../../python/assigned.js';
import type { Argument, Call, PythonModule, Value } from '../../python/model.js';
import { bareFrame } from '../../randomness/scene.js';
import { literalDict } from '../../randomness/tracing/dicts.js';
import type { Callers } from '../callers.js';
import { pinIn } from '../found-use.js';
import type { Download } from '../model.js';
import type { PathValues } from '../path-values.js';
import type { Digests } from './digests.js';
import type { DownloadRow } from './table.js';

/** What switches a check on, where it is no digest. */
const CHECKING: Readonly<Record<string, string>> = { check_hash: 'True' };

/** By what a download is pinned, or what it lacks; `text` is its name or address. */
export function pinOf(
  { values, callers, digests }: { values: PathValues; callers: Callers; digests: Digests },
  { module, call }: { module: PythonModule; call: Call },
  row: DownloadRow,
  text: string,
): Pick<Download, 'pinned' | 'reason' | 'fix'> {
  const fix = fixOf(row);
  const isGiven = (value: Value) =>
    value.kind !== 'none' && !(value.kind === 'boolean' && !value.value) && !isEmpty(value);
  for (const { name, value } of spreadOut(call, module)) {
    if (name === undefined || !isGiven(value)) continue;
    if (row.checksum?.includes(name)) return { pinned: true, reason: `checked by ${name}` };
    if (row.revision?.includes(name)) {
      const revision = values.read(module, value, call.scope).text;
      if (revision === '*')
        return isLeftOut(callers, module, call.scope, value)
          ? { pinned: false, reason: 'nobody gives a revision, and the default is None', fix }
          : { pinned: true, reason: 'the revision is given at run time' };
      return /^[0-9a-f]{7,40}$/.test(revision)
        ? { pinned: true, reason: `revision ${revision}` }
        : { pinned: false, reason: `revision ${revision} is a name that can move`, fix };
    }
  }
  if (row.checksumAt !== undefined && !call.args.some(({ name }) => name === '*')) {
    const given = call.args.filter(({ name }) => name === undefined)[row.checksumAt];
    if (given && isGiven(given.value)) return { pinned: true, reason: `checked by ${row.checksum?.[0]}` };
  }
  if (row.versioned?.test(text)) return { pinned: true, reason: 'its name holds the version' };
  if (pinIn(text) || /^[\w.-]+\/[\w.-]+:[0-9a-f]{40}$/.test(text))
    return { pinned: true, reason: 'the address holds a commit' };
  if (row.by === 'commit')
    return {
      pinned: false,
      reason: row.versioned ? 'its name holds no version' : row.revision ? 'no revision' : 'no commit',
      fix,
    };
  return digests.follow(module, call.scope, call.line)
    ? { pinned: true, reason: 'a digest of what is fetched is computed after it' }
    : { pinned: false, reason: 'no checksum', fix };
}

/** Whether a value is a parameter that is None unless given, and that no call of the project gives. */
function isLeftOut(callers: Callers, module: PythonModule, scope: number, value: Value): boolean {
  if (value.kind !== 'name') return false;
  const { kind, parameters = [] } = module.scopes[scope] ?? {};
  const at = parameters.findIndex(({ name }) => name === value.path);
  if (kind !== 'function' || parameters[at]?.default?.kind !== 'none') return false;
  if (assignmentsTo(module, value.path, scope).length > 0) return false;
  const calls = callers.of(module, scope);
  const self = Number(parameters[0]?.name === 'self' || parameters[0]?.name === 'cls');
  return (
    calls.length > 0 &&
    calls.every(({ call: { args } }) => {
      const positional = args.filter(({ name }) => name === undefined).length;
      return (
        positional <= at - self && args.every(({ name }) => name !== value.path && !/^\*/.test(name ?? ''))
      );
    })
  );
}

/** The arguments of a call, with those of a dict that is written out where it can be seen. */
function spreadOut(call: Call, module: PythonModule): Argument[] {
  return call.args.flatMap((given) => {
    const entries = given.name === '**' ? literalDict(given.value, bareFrame(module, call.scope)) : undefined;
    if (!entries) return [given];
    return entries.flatMap(({ key, value }) => (key?.kind === 'string' ? [{ name: key.value, value }] : []));
  });
}

function fixOf({ revision, checksum, by, version }: DownloadRow): string {
  if (revision) return `Pass the commit: \`${revision[0]}="<40 hex digits>"\`.`;
  if (version) return `Name the version: \`${version}\`.`;
  if (checksum)
    return `Let it be checked: \`${checksum[0]}=${CHECKING[checksum[0] ?? ''] ?? '"<digest>"'}\`.`;
  return by === 'commit'
    ? 'Name a commit, or keep a copy whose hash is recorded.'
    : 'Compare `hashlib.sha256(...)` of what is fetched with a recorded digest.';
}

function isEmpty(value: Value): boolean {
  return value.kind === 'string' && value.value === '';
}
