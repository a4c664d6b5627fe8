// Bundles src into dist: one small entry, and a chunk for each command, so that `repro --version` loads next to nothing.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const require = createRequire(import.meta.url);
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

const common = { bundle: true, format: 'esm', platform: 'node', target: 'node20', logLevel: 'warning' };

/** Plugins are given all of `z`. In a file of its own, since every command would load it if it shared theirs, which is a quarter. */
const zodOfPlugins = {
  name: 'zod-of-plugins',
  setup({ onResolve }) {
    onResolve({ filter: /^zod$/ }, ({ importer }) =>
      importer.endsWith(join('src', 'plugin', 'index.ts'))
        ? { path: './plugin-zod.js', external: true }
        : undefined,
    );
  },
};

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist');
await build({
  ...common,
  stdin: { contents: "export * from 'zod';", resolveDir: '.' },
  outfile: 'dist/plugin-zod.js',
  legalComments: 'linked',
});
const { metafile } = await build({
  ...common,
  metafile: true,
  plugins: [zodOfPlugins],
  entryPoints: {
    main: 'src/cli/main.ts',
    plugin: 'src/plugin/index.ts',
    'hash-worker': 'src/hashing/hash-worker.ts',
    'python-worker': 'src/facts/python/worker.ts',
    'lint-process': 'src/facts/linting/process.ts',
  },
  outdir: 'dist',
  splitting: true,
  // Ten megabytes of WebAssembly, and a native module for each platform, stay in their own packages.
  external: ['@astral-sh/ruff-wasm-nodejs', '@napi-rs/blake-hash'],
  // The ESM form first: jsonc-parser's UMD form hides its imports from the bundler.
  mainFields: ['module', 'main'],
  chunkNames: '[name]-[hash]',
  legalComments: 'linked',
  define: { __REPRO_VERSION__: JSON.stringify(version) },
  // CommonJS dependencies call require() for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
for (const wasm of ['tree-sitter-python/tree-sitter-python.wasm', 'web-tree-sitter/web-tree-sitter.wasm']) {
  copyFileSync(require.resolve(wasm), `dist/${wasm.split('/').at(-1)}`);
}

// The types of `repro-check/plugin`: three files that need no others, so nothing is resolved or checked here.
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
execFileSync(process.execPath, [
  ...[tsc, '--ignoreConfig', '--declaration', '--emitDeclarationOnly', '--noCheck', '--noResolve'],
  ...['--target', 'es2022', '--module', 'nodenext', '--rootDir', 'src', '--outDir', 'dist/types'],
  ...['src/plugin/index.ts', 'src/plugin/api.ts', 'src/plugin/api-facts.ts'],
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
