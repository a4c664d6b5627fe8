import { readFile } from 'node:fs/promises';

/** A file of docs/plugins.md, as a reader would copy it: the block below `<!-- file: path -->`. */
export async function documented(path: string): Promise<string> {
  const text = await readFile('docs/plugins.md', 'utf8');
  const block = text.split(`<!-- file: ${path} -->\n`)[1]?.match(/^```\w+\n([\s\S]*?)^```$/m)?.[1];
  if (block === undefined) throw new Error(`docs/plugins.md shows no ${path}`);
  return block;
}

/** The text of a plugin in the function form, with parts in the place of good ones. */
export function pluginText(
  parts: { before?: string; check?: string; more?: string; plugin?: string; run?: string } = {},
): string {
  const { before = '', check = '', more = '', plugin = '', run = "return pass('fine');" } = parts;
  return `${before}
export default ({ defineCheck, defineFact, pass, fail, skip, unknown, CannotTell, z }) => ({
  name: 'acme',
  categories: [{ id: 'acme', title: 'Acme rules', weight: 10 }],
  checks: [
    defineCheck({
      id: 'acme/one', title: 'One holds', severity: 'required', why: 'It matters.', fix: 'Mend it.',
      examples: { pass: { files: {} }, fail: { files: {} } },
      needs: ['files'],
      run({ files }, options) { ${run} },
      ${check}
    }),
    ${more}
  ],
  ${plugin}
});
`;
}
