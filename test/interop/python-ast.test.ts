import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseModule } from '../../src/facts/python/parse.js';

/** What CPython's `ast` and our model both say of a module. */
interface Seen {
  path: string;
  imports: string[];
  calls: string[];
  scopes: string[];
}

const library = execFileSync('python3', ['-c', 'import sysconfig; print(sysconfig.get_path("stdlib"))'], {
  encoding: 'utf8',
}).trim();
const files = readdirSync(library, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.py') && !path.startsWith('site-packages') && !path.startsWith('lib2to3'))
  .sort()
  .filter((_, at) => at % 5 === 0)
  .map((path) => join(library, path));

function seenByPython(paths: string[]): Seen[] {
  const script = join(import.meta.dirname, 'python_facts.py');
  const output = execFileSync('python3', [script], {
    input: paths.join('\n'),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Seen);
}

async function seenByUs(path: string): Promise<Seen> {
  const module = await parseModule(path, readFileSync(path, 'utf8'), 'module');
  return {
    path,
    imports: module.imports
      .map(({ line, level, module: from, name }) =>
        name === undefined ? `${line} ${from}` : `${line} ${'.'.repeat(level)}${from}:${name}`,
      )
      .sort(),
    calls: module.calls.map(({ callee }) => (callee.kind === 'name' ? callee.path : '?')).sort(),
    scopes: module.scopes
      .slice(1)
      .map(({ line, name, docstring }) => `${line} ${name} ${docstring ? 'doc' : 'bare'}`)
      .sort(),
  };
}

describe('the Python reader sees what CPython sees in its standard library', () => {
  const theirs = seenByPython(files);

  test('enough files are compared', () => {
    expect(theirs.length).toBeGreaterThan(200);
  });

  test.each(theirs.map((seen) => [seen.path.slice(library.length + 1), seen] as const))(
    '%s',
    async (_, seen) => {
      const ours = await seenByUs(seen.path);
      expect(ours.scopes).toEqual(seen.scopes);
      expect(ours.imports).toEqual(seen.imports);
      // The grammar takes a few `type(x)[...] = y` for type statements, so calls of `type` are left out.
      const calls = ({ calls }: Seen) => calls.filter((callee) => callee !== 'type');
      expect(calls(ours)).toEqual(calls(seen));
    },
  );
});
