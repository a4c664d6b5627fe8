// Bundles src into dist: one small entry, and a chunk for each command, so that `repro --version` loads next to nothing.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
const { metafile } = await build({
  metafile: true,
  entryPoints: {
    main: 'src/cli/main.ts',
    plugin: 'src/plugin/index.ts',
    'hash-worker': 'src/hashing/hash-worker.ts',
    'python-worker': 'src/facts/python/worker.ts',
    'lint-process': 'src/facts/linting/process.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  // Ten megabytes of WebAssembly, and a native module for each platform, stay in their own packages.
  external: ['@astral-sh/ruff-wasm-nodejs', '@napi-rs/blake-hash'],
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The ESM form first: jsonc-parser's UMD form hides its imports from the bundler.
  mainFields: ['module', 'main'],
  chunkNames: '[name]-[hash]',
  legalComments: 'linked',
  define: { __REPRO_VERSION__: JSON.stringify(version) },
  // CommonJS dependencies call require() for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  logLevel: 'warning',
});
for (const wasm of ['tree-sitter-python/tree-sitter-python.wasm', 'web-tree-sitter/web-tree-sitter.wasm']) {
  copyFileSync(require.resolve(wasm), `dist/${wasm.split('/').at(-1)}`);
}

// The types of `repro-check/plugin`: two files that need no others, so nothing is resolved or checked here.
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
execFileSync(process.execPath, [
  ...[tsc, '--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--noCheck', '--noResolve'],
  ...['--target', 'es2022', '--module', 'nodenext', '--rootDir', 'src', '--outDir', 'dist/types'],
  ...['src/plugin/index.ts', 'src/plugin/api.ts'],
]);

// The bundle holds other people's code, so it must hold their licences.
const bundled = Object.keys(metafile.inputs).flatMap(
  (path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
);
const licences = [...new Set([...bundled, 'tree-sitter-python'])].sort().map((name) => {
  const folder = `node_modules/${name}`;
  const about = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : `Licence: ${about.license}`;
  return `${name} ${about.version}\n\n${text}\n`;
});
writeFileSync('dist/THIRD-PARTY-LICENSES.txt', licences.join(`\n${'-'.repeat(80)}\n\n`));
