import type { MetricNumber } from '../formats/metrics-file.js';
import type { MetricExpectation } from '../settings.js';
import type { ComparedClaim } from './claims.js';

/** A file with results: declared, or found. */
export interface MetricsFile {
  path: string;
  by: 'repro.config' | 'dvc' | 'found';
  /** Where it is declared; the file itself when it was found. */
  at: { file: string; line: number };
  status: 'ok' | 'absent' | 'broken';
  /** Numbers in it, all of them for declared files, those named like metrics for found ones. */
  values: readonly MetricNumber[];
  /** What in it shows how far results scatter: `5 values of seed`, `accuracy_std`. */
  spreads: readonly string[];
  /** What is wrong with it, and the line, when it is absent or broken. */
  problem?: { message: string; line?: number | undefined };
  /** For DVC: dvc.lock records its hash. */
  locked: boolean;
  /** The folder that DVC keeps and that holds the file, as dvc.lock writes it. */
  within?: string | undefined;
  /** For the config. */
  primary?: string | undefined;
  expect: Readonly<Record<string, MetricExpectation>>;
  /** How sure it is that a found file holds results. */
  sure: boolean;
}

/** Results that people can read and tools cannot: a table or snippet in a document, or a notebook's output. */
export interface ShownResults {
  kind: 'table' | 'snippet' | 'notebook';
  file: string;
  line: number;
  cell?: number;
  /** The names of the metrics. */
  names: readonly string[];
  /** It shows how far the numbers scatter: `0.93 ± 0.01`, a column of deviations. */
  spread: boolean;
}

/** What the project records of its results. */
export interface Metrics {
  files: readonly MetricsFile[];
  shown: readonly ShownResults[];
  /** The numbers of the README that can be held against recorded ones. */
  claims: readonly ComparedClaim[];
  /** How many numbers the README's tables give for metrics. */
  claimed: number;
  /** Whether own code trains or evaluates something, or an entry point is declared. */
  trains: boolean;
}
