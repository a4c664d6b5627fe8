import { readLock } from '../../hashing/lock.js';
import { withoutTokens } from '../credentials.js';
import type { Project } from '../fact.js';
import { type Files, files as filesFact } from '../files.js';
import {
  type DvcItem,
  type DvcStage,
  parseDvcConfig,
  parseDvcFile,
  parseDvcPipeline,
} from '../formats/dvc.js';
import { folderOf } from '../paths.js';
import { readText } from '../source.js';
import { attempt, type Declarations } from './declarations.js';
import { insidePath, isAddress } from './locations.js';
import type { DeclaredDataset, RecordedHash } from './model.js';
import { fromChecksums, fromLfs } from './pointers.js';
import { looksLikeData, looksLikeOther } from './readers.js';

/** Outputs of DVC that are trained models. */
const MODEL =
  /(?:^|[/_.-])(?:models?|checkpoints?|ckpts?|weights?)(?:[/_.-]|$)|\.(?:pth?|ckpt|onnx|keras|safetensors|gguf)$/i;

/** Reads config, repro.lock, DVC files, LFS pointers and checksums files. */
export async function declarationsOf(project: Project): Promise<Declarations> {
  const found: Declarations = { declared: [], tools: [], remotes: [], problems: [] };
  const listed = await project.get(filesFact);
  fromConfig(project, found);
  await fromLock(project, found);
  await fromDvc(project, listed, found);
  await fromLfs(project, listed, found);
  await fromChecksums(project, listed, found);
  return found;
}

function fromConfig({ settings }: Project, { declared }: Declarations): void {
  for (const dataset of settings.data) {
    const { name, path, hash, exclude, source, revision } = dataset;
    const { declaredIn = 'repro.config.yaml', line = 1 } = dataset;
    const base = {
      name,
      by: 'repro.config' as const,
      at: { file: declaredIn, line },
      produced: false,
      exclude,
    };
    if (path === undefined) {
      declared.push({
        ...base,
        fetchable: true,
        revision,
        ...(source ? { source: withoutTokens(source) } : {}),
      });
      continue;
    }
    const inside = insidePath('', path);
    const [, algorithm, digits] = /^(sha256|md5):([0-9a-fA-F]+)$/.exec(hash ?? '') ?? [];
    declared.push({
      ...base,
      fetchable: source !== undefined,
      ...(inside === undefined ? { problem: `${path} leads outside the project` } : { path: inside }),
      ...(algorithm && digits
        ? {
            hash: {
              algorithm: algorithm as 'sha256' | 'md5',
              digits: digits.toLowerCase(),
              form: 'either' as const,
            },
          }
        : {}),
    });
  }
}

async function fromLock(project: Project, { declared, problems }: Declarations): Promise<void> {
  await attempt('repro.lock', problems, async () => {
    const lock = await readLock(project.source);
    for (const { path, kind, algorithm, hash, exclude = [], line = 1 } of lock?.entries ?? []) {
      declared.push({
        path,
        by: 'repro.lock',
        at: { file: 'repro.lock', line },
        hash: { algorithm, digits: hash, form: kind },
        exclude,
        fetchable: false,
        produced: false,
      });
    }
  });
}

async function fromDvc(project: Project, listed: Files, found: Declarations): Promise<void> {
  const { declared, problems, remotes, tools } = found;
  if (listed.has('.dvc/config')) {
    await attempt('.dvc/config', problems, async () => {
      const { remotes: read, defaultRemote } = parseDvcConfig(await readText(project.source, '.dvc/config'));
      for (const { name, url, line } of read) {
        remotes.push({
          name,
          url: withoutTokens(url),
          shareable: /^[a-z0-9+.-]{2,12}:\/\//i.test(url) && !/^(file|remote):/i.test(url),
          isDefault: name === defaultRemote,
          at: { file: '.dvc/config', line },
        });
      }
    });
  }
  const store = remotes.some(({ shareable }) => shareable);
  const produced = new Set<string>();
  for (const { path, kind } of listed.own) {
    if (kind !== 'file') continue;
    if (path.endsWith('.dvc')) {
      await attempt(path, problems, async () => {
        const file = parseDvcFile(await readText(project.source, path));
        // A trained model under DVC says nothing of the data.
        if (file.outs.some((item) => !MODEL.test(item.path)))
          tools.push({
            tool: 'DVC',
            at: { file: path, line: 1 },
            store: store || file.imported !== undefined,
          });
        const folder = joinFolder(folderOf(path), file.wdir);
        for (const item of file.outs) {
          declared.push({
            ...dvcDataset(item, folder, path, 'dvc'),
            fetchable: store || file.imported !== undefined || item.remote !== undefined,
          });
        }
      });
    } else if (/(^|\/)dvc\.(lock|yaml)$/.test(path)) {
      await attempt(path, problems, async () => {
        const { stages } = parseDvcPipeline(await readText(project.source, path));
        tools.push({ tool: 'DVC', at: { file: path, line: 1 }, store });
        const by = path.endsWith('lock') ? ('dvc.lock' as const) : ('dvc.yaml' as const);
        for (const one of dvcStages(stages, folderOf(path), path, by, produced))
          declared.push({ ...one, fetchable: store });
      });
    }
  }
  // A .dvc file says more than the pipeline that reads its data; dvc.lock more than dvc.yaml.
  const rank = { dvc: 0, 'dvc.lock': 1, 'dvc.yaml': 2 } as Record<string, number>;
  const best = new Map<string, number>();
  for (const { path, by } of declared) {
    if (path !== undefined && by in rank) best.set(path, Math.min(best.get(path) ?? 9, rank[by] as number));
  }
  found.declared = declared
    .filter(({ path, by }) => path === undefined || !(by in rank) || best.get(path) === rank[by])
    .map((one) => (one.path !== undefined && produced.has(one.path) ? { ...one, produced: true } : one));
}

function dvcStages(
  stages: readonly DvcStage[],
  folder: string,
  file: string,
  by: 'dvc.lock' | 'dvc.yaml',
  produced: Set<string>,
): DeclaredDataset[] {
  const all = stages.flatMap((stage) => {
    const at = by === 'dvc.lock' ? folder : joinFolder(folder, stage.wdir);
    const outs = [...stage.outs, ...stage.metrics, ...stage.plots].map((item) => ({ item, made: true, at }));
    return [...outs, ...stage.deps.map((item) => ({ item, made: false, at }))];
  });
  const made = new Set(
    all.flatMap(({ item, made: isOut, at }) => (isOut ? (insidePath(at, item.path) ?? []) : [])),
  );
  const seen = new Set<string>();
  return all.flatMap(({ item, made: isOut, at }) => {
    const path = insidePath(at, item.path);
    const key = path ?? item.path;
    if (seen.has(key) || (!isOut && path !== undefined && made.has(path))) return [];
    seen.add(key);
    if (isOut && path !== undefined) produced.add(path);
    // Code, settings and models are parts of a stage too.
    const isData = isOut
      ? !looksLikeOther(item.path)
      : looksLikeData(item.path) || /(^|\/)data(sets?)?(\/|$)/.test(item.path);
    return isData && !/\.(py|ipynb|r|jl|sh|ya?ml|toml)$/i.test(item.path)
      ? [{ ...dvcDataset(item, at, file, by), produced: isOut }]
      : [];
  });
}

function dvcDataset(
  item: DvcItem,
  folder: string,
  file: string,
  by: 'dvc' | 'dvc.lock' | 'dvc.yaml',
): DeclaredDataset {
  const base = { by, at: { file, line: item.line }, exclude: [], fetchable: false, produced: false };
  if (isAddress(item.path)) return { ...base, source: withoutTokens(item.path) };
  const path = insidePath(folder, item.path);
  if (path === undefined) return { ...base, problem: `${item.path} leads outside the project` };
  const hash = dvcHash(item);
  return { ...base, path, ...(hash ? { hash } : {}) };
}

/** Without `hash: md5` the entry is DVC 2's, whose md5 is of text with LF line ends. */
function dvcHash({ md5, hash }: DvcItem): RecordedHash | undefined {
  const [, digits, dir] = /^([0-9a-f]{32})(\.dir)?$/.exec(md5 ?? '') ?? [];
  if (!digits) return undefined;
  return { algorithm: hash === 'md5' ? 'md5' : 'md5-dos2unix', digits, form: dir ? 'dvc-tree' : 'file' };
}

function joinFolder(folder: string, inner: string): string {
  // A folder outside is kept, so that paths below it are told to lead outside.
  return insidePath(folder, inner)?.replace(/^\.$/, '') ?? '../outside';
}
