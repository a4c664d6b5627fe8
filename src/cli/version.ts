declare const __REPRO_VERSION__: string | undefined;

/** The version of this tool: fixed when it is built, read from package.json when it runs from its sources. */
export async function version(): Promise<string> {
  if (typeof __REPRO_VERSION__ !== 'undefined') return __REPRO_VERSION__;
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
