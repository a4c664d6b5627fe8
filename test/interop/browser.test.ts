import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { HISTORY_VERSION, type History, historyRun } from '../../src/report/history.js';
import { historyReporters } from '../../src/reporters/history.js';
import { reporters } from '../../src/reporters/index.js';
import { HOSTILE, sample, withText } from '../reporters/sample.js';
import { folderWith, repro } from '../support/cli.js';

const chromium = inject('chromium');
const LOOK = { color: false, width: 80, verbose: false, quiet: false };

/** What every page is looked at in: wide and narrow, light and dark. */
const VIEWS = [1280, 375].flatMap((width) => (['light', 'dark'] as const).map((theme) => ({ width, theme })));

/** Pages by name; those of fixtures are written by the built command. */
const PAGES: Record<string, () => Promise<string>> = {
  'a project': () => checked('loose-requirements'),
  'a project that passes': () => checked('fraud-uv'),
  'several projects': () => checked('monorepo-uv'),
  standards: () => checked('conda-gpu', '--profile', 'team,pwc,neurips'),
  history: trend,
  'hostile texts': async () => reporters.html(withText(HOSTILE.join(' '), HOSTILE[4]!), LOOK),
  'texts without a space': async () =>
    reporters.html(withText('a'.repeat(3000), `${'b/'.repeat(400)}c`), LOOK),
};

/** The page of a history of which the gate fails and passes in turn. */
async function trend(): Promise<string> {
  const reports = Array.from({ length: 14 }, (_, at) => {
    const report = sample();
    const passed = at % 3 === 0;
    report.score = 40 + at;
    report.gate = { passed, reasons: passed ? [] : ['env/lockfile: no lockfile'] };
    if (passed) report.results[1] = { ...report.results[1]!, status: 'pass', score: 1, findings: [] };
    return report;
  });
  const newest = reports.at(-1)!;
  const history: History = {
    historyVersion: HISTORY_VERSION,
    project: { name: newest.project.name, folder: '' },
    runs: reports.map((report, at) => historyRun(`${at}.json`, report, reports[at - 1])),
    leftOut: [{ file: HOSTILE[4]!, reason: 'it is no report of repro' }],
  };
  return historyReporters.html(history, newest, LOOK);
}

async function checked(fixture: string, ...flags: string[]): Promise<string> {
  const file = join(await folderWith(), 'report.html');
  await repro(['check', `fixtures/${fixture}`, '--quiet', '--report', `html=${file}`, ...flags]);
  return readFile(file, 'utf8');
}

describe.skipIf(chromium === '')('the HTML report in Chromium', () => {
  let browser: Browser;
  let axe: string;
  const files = new Map<string, string>();

  beforeAll(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
    browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox'] });
    const folder = await folderWith();
    for (const [at, [name, page]] of Object.entries(PAGES).entries()) {
      const file = join(folder, `${at}.html`);
      await writeFile(file, await page());
      files.set(name, file);
    }
  }, 120_000);

  afterAll(() => browser?.close());

  interface Opened {
    page: Page;
    /** What the console said, and which addresses were asked for besides the page itself. */
    said: string[];
    asked: string[];
  }

  async function open(name: string, { width, theme } = VIEWS[0]!): Promise<Opened> {
    const page = await browser.newPage();
    const address = pathToFileURL(files.get(name)!).href;
    const said: string[] = [];
    const asked: string[] = [];
    page.on('console', (message) => said.push(message.text()));
    page.on('pageerror', (error) => said.push(String(error)));
    page.on('request', (request) => request.url() !== address && asked.push(request.url()));
    await page.setJavaScriptEnabled(false);
    await page.setViewport({ width, height: 900 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: theme }]);
    await page.goto(address);
    return { page, said, asked };
  }

  /** What an expression comes to in the page; through the devtools, since the page itself runs no script. */
  const told = <T>(page: Page, expression: string) => page.evaluate(expression) as Promise<T>;
  const overflow = (page: Page) =>
    told<number>(page, 'document.documentElement.scrollWidth - document.documentElement.clientWidth');
  const background = (page: Page) => told<string>(page, 'getComputedStyle(document.body).backgroundColor');

  // One page in every view; of the others, each width and each theme once.
  const cases = Object.keys(PAGES).flatMap((name, at) =>
    VIEWS.filter((_, nth) => at === 0 || nth === 0 || nth === 3).map((view) => ({ name, ...view })),
  );
  test.each(cases)('$name, $width wide, $theme: fits, is accessible, says and asks nothing', async (one) => {
    const { page, said, asked } = await open(one.name, one);
    expect(await overflow(page)).toBe(0);
    await page.click('#unfold');
    expect(await overflow(page)).toBe(0);
    // The timers of axe need scripts; the page itself has none.
    expect(await told(page, 'document.scripts.length')).toBe(0);
    await page.setJavaScriptEnabled(true);
    await page.evaluate(axe);
    const violations = await told<{ id: string; nodes: { html: string }[] }[]>(
      page,
      "axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
    );
    const summary = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).slice(0, 3)}`);
    expect(summary).toEqual([]);
    expect({ said, asked }).toEqual({ said: [], asked: [] });
    await page.close();
  });

  test('the theme can be chosen against that of the system', async () => {
    const { page } = await open('a project', { width: 1280, theme: 'light' });
    const light = await background(page);
    await page.click('label[for=theme-dark]');
    expect(await background(page)).not.toBe(light);
    await page.click('label[for=theme-light]');
    expect(await background(page)).toBe(light);
    await page.close();
  });

  test('the filter shows the checks of one standing, by keyboard too', async () => {
    const { page } = await open('a project');
    const shown = () =>
      told<string[]>(
        page,
        `[...new Set([...document.querySelectorAll('.check')].filter((one) => one.checkVisibility())
          .map((one) => one.querySelector('.pill').textContent))].sort()`,
      );
    expect(await shown()).toEqual(['does not apply', 'failed', 'partly met', 'passed']);
    await page.click('label[for=show-fail]');
    expect(await shown()).toEqual(['failed']);
    await page.focus('#show-fail');
    await page.keyboard.press('ArrowLeft');
    expect(await told(page, 'document.activeElement.id')).toBe('show-open');
    expect(await shown()).toEqual(['failed', 'partly met']);
    await page.close();
  });

  test('the first stop of the keyboard leads past the head, and a link unfolds the check it leads to', async () => {
    const { page } = await open('a project');
    await page.keyboard.press('Tab');
    expect(await told(page, 'document.activeElement.textContent')).toBe('Skip to the report');
    await told(page, "for (const one of document.querySelectorAll('details')) one.open = false");
    await page.click('.mends a');
    expect(
      await told(page, "[...document.querySelectorAll('details')].filter((one) => one.open).length"),
    ).toBe(1);
    expect(
      await told(
        page,
        "document.querySelector('.check[open] code').textContent === document.querySelector('.mends a').textContent",
      ),
    ).toBe(true);
    await page.close();
  });

  test('on paper everything is unfolded and light, and nothing is there to click', async () => {
    const { page } = await open('a project', { width: 794, theme: 'dark' });
    await page.emulateMediaType('print');
    const seen = (selector: string) =>
      told<boolean[]>(
        page,
        `[...new Set([...document.querySelectorAll('${selector}')].map((one) => one.checkVisibility({ contentVisibilityAuto: true })))]`,
      );
    // The change of the medium reaches what was folded a moment later.
    await expect.poll(() => seen('.check:not(.is-skip) > .body')).toEqual([true]);
    expect(await seen('.filters, .contents, .theme')).toEqual([false]);
    expect(await background(page)).toBe('rgb(255, 255, 255)');
    expect((await page.pdf({ preferCSSPageSize: true })).length).toBeGreaterThan(10_000);
    await page.close();
  });
});
