import { CannotTell } from '../../errors.js';
import { bytesAt, fieldsOf, textOfBytes } from './protobuf.js';
import { inBlocks, type RandomAccess } from './random-access.js';

/** What the transaction log of a Weights & Biases run (`run-<id>.wandb`) records. */
export interface WandbLog {
  commit?: string;
  /** Name to value as JSON. */
  config: Map<string, string>;
  /** The last value of each number that was logged: of the summary, else of the history. */
  metrics: Map<string, number>;
  /** The exit code; absent while it runs and where it was killed. */
  exitCode?: number;
  /** Why not all of it was read. */
  partial?: string;
}

/** The log is parted into blocks of this many bytes. */
const BLOCK = 32_768;
const HEADER = 7;
const MOST_BYTES = 64 * 1024 * 1024;
/** A record that is longer holds files or media, and nothing that is asked for. */
const LONGEST = 1024 * 1024;
const MOST_NAMES = 2000;

/**
 * Reads a run's log: records as LevelDB frames them, each a protobuf message `Record`. Offline runs have nothing else. Throws
 * `CannotTell` for what is no such log. Source: wandb, sdk/internal/datastore.py and proto/wandb_internal.proto.
 */
export async function readWandbLog(file: RandomAccess, mostBytes = MOST_BYTES): Promise<WandbLog> {
  const blocks = inBlocks(file);
  const start = await blocks.read(0, HEADER);
  if (textOfBytes(start.subarray(0, 4)) !== ':W&B' || start[4] !== 0xe1 || start[5] !== 0xbe)
    throw new CannotTell('it is no log of a Weights & Biases run');
  const log: WandbLog = { config: new Map(), metrics: new Map() };
  const history = new Map<string, number>();
  let parts: Uint8Array[] = [];
  let length = 0;
  for (let at = HEADER; at < file.size; ) {
    const rest = BLOCK - (at % BLOCK);
    if (rest < HEADER) {
      at += rest;
      continue;
    }
    if (at >= mostBytes) {
      log.partial = `only its first ${Math.round(mostBytes / 1e6)} MB were read`;
      break;
    }
    const head = await blocks.read(at, HEADER);
    const size = head[4]! + head[5]! * 256;
    const kind = head[6];
    // What is still being written, or was not: zeros, or less than it says.
    if (
      head.byteLength < HEADER ||
      kind === undefined ||
      kind < 1 ||
      kind > 4 ||
      at + HEADER + size > file.size
    ) {
      log.partial = 'its end is cut off or broken';
      break;
    }
    const payload = await blocks.read(at + HEADER, size);
    at += HEADER + size;
    if (kind === 1 || kind === 2) {
      parts = [];
      length = 0;
    }
    length += size;
    if (length <= LONGEST) parts.push(payload);
    if (kind !== 1 && kind !== 4) continue;
    if (length <= LONGEST) takeRecord(parts.length === 1 ? parts[0]! : Buffer.concat(parts), log, history);
    parts = [];
    length = 0;
  }
  for (const [name, value] of history) if (!log.metrics.has(name)) log.metrics.set(name, value);
  return log;
}

function takeRecord(record: Uint8Array, log: WandbLog, history: Map<string, number>): void {
  for (const { number, value } of fieldsOf(record)) {
    if (!(value instanceof Uint8Array)) continue;
    if (number === 17) {
      const config = bytesAt(value, 4);
      if (config) takeConfig(config, log.config);
      takeCommit(bytesAt(value, 21), log);
    } else if (number === 26) takeCommit(bytesAt(value, 9), log);
    else if (number === 5) takeConfig(value, log.config);
    else if (number === 3) takeNumbers(value, log.metrics);
    else if (number === 2) takeNumbers(value, history);
    else if (number === 18) log.exitCode = exitCodeOf(value);
  }
}

function takeCommit(git: Uint8Array | undefined, log: WandbLog): void {
  const commit = git && bytesAt(git, 2);
  if (commit && commit.byteLength > 0) log.commit = textOfBytes(commit, 100);
}

/** A protobuf message leaves out a zero. */
function exitCodeOf(message: Uint8Array): number {
  for (const { number, value } of fieldsOf(message))
    if (number === 1 && typeof value === 'number') return value;
  return 0;
}

function takeConfig(config: Uint8Array, into: Map<string, string>): void {
  for (const { number, value } of fieldsOf(config)) {
    if (number !== 1 || !(value instanceof Uint8Array)) continue;
    const { name, json } = itemOf(value);
    if (name !== '' && !name.startsWith('_wandb') && into.size < MOST_NAMES) into.set(name, json);
  }
}

function takeNumbers(message: Uint8Array, into: Map<string, number>): void {
  for (const { number, value } of fieldsOf(message)) {
    if (number !== 1 || !(value instanceof Uint8Array)) continue;
    const { name, json } = itemOf(value);
    const told = numberIn(json);
    if (
      told !== undefined &&
      name !== '' &&
      !name.startsWith('_') &&
      (into.size < MOST_NAMES || into.has(name))
    )
      into.set(name, told);
  }
}

/** `ConfigItem`, `SummaryItem` and `HistoryItem` share their field numbers. */
function itemOf(item: Uint8Array): { name: string; json: string } {
  let key = '';
  const nested: string[] = [];
  let json = '';
  for (const { number, value } of fieldsOf(item)) {
    if (!(value instanceof Uint8Array)) continue;
    if (number === 1) key = textOfBytes(value, 1024);
    else if (number === 2 && nested.length < 20) nested.push(textOfBytes(value, 1024));
    else if (number === 16) json = textOfBytes(value);
  }
  return { name: key === '' ? nested.join('.') : key, json };
}

function numberIn(json: string): number | undefined {
  if (/^"?-?(?:NaN|Infinity)"?$/.test(json)) return Number(json.replaceAll('"', ''));
  return /^-?\d[\d.eE+-]{0,40}$/.test(json) ? Number(json) : undefined;
}
