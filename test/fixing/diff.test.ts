import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { creationDiff, unifiedDiff } from '../../src/fixing/diff.js';
import { temporaryFolder, write } from '../support/repository.js';

const lines = fc.array(
  fc.tuple(fc.constantFrom('a', 'b', '', '-x', '+y', '@@ -1 +1 @@', '\\', '# é', 'a\r'), fc.boolean()),
  { minLength: 1, maxLength: 25 },
);

describe('diffs', () => {
  test('git apply makes the second text of the first', async () => {
    const root = await temporaryFolder();
    await fc.assert(
      fc.asyncProperty(lines, fc.boolean(), async (rows, ends) => {
        const text = (changed: boolean) =>
          rows.map(([line, changes]) => (changed && changes ? `${line}==1` : line)).join('\n') +
          (ends ? '\n' : 'z');
        const [before, after] = [text(false), text(true)];
        const diff = unifiedDiff('some dir/é.txt', before, after);
        if (before === after) {
          expect(diff).toBe('');
          return;
        }
        await write(root, { 'some dir/é.txt': before });
        await execa('git', ['apply', '--whitespace=nowarn', '-'], {
          cwd: root,
          input: `${diff}\nwords after it\n`,
          stripFinalNewline: false,
        });
        expect(await readFile(join(root, 'some dir/é.txt'), 'utf8')).toBe(after);
      }),
      { numRuns: 40 },
    );
  });

  test.each(['plain', 'with space', 'quo"te', 'back\\slash', 'tab\there'])(
    'a file named %j can be made',
    async (name) => {
      const root = await temporaryFolder();
      await execa('git', ['apply', '-'], { cwd: root, input: creationDiff(name, 'one\ntwo\n') });
      expect(await readFile(join(root, name), 'utf8')).toBe('one\ntwo\n');
    },
  );
});
