import type { Result, StandardItem } from '../../report/report.js';
import { isOpen } from '../rank.js';
import { isExcused } from '../ratchet.js';
import { type Html, html } from './text.js';

/** How a result stands, as the page tells it: its status, or that it is waived or not held against this run. */
export type Standing = Result['status'] | 'waived' | 'excused';

/** Every standing, what asks for work first. */
export const STANDINGS: readonly Standing[] = [
  'fail',
  'unknown',
  'warn',
  'excused',
  'waived',
  'pass',
  'skip',
];

export const STANDING_WORDS: Readonly<Record<Standing, string>> = {
  fail: 'failed',
  unknown: 'undecided',
  warn: 'partly met',
  excused: 'known or outside',
  waived: 'waived',
  pass: 'passed',
  skip: 'does not apply',
};

export function standingOf(result: Result): Standing {
  if (result.waived) return 'waived';
  return isOpen(result) && isExcused(result) ? 'excused' : result.status;
}

/** Whether a result asks for something in this run. */
export function isToDo(result: Result): boolean {
  return isOpen(result) && !isExcused(result);
}

/** The shapes of the signs, in a square of 16: they differ in form, not in colour alone. */
const SHAPES: Readonly<Record<Standing, Html>> = {
  fail: html`<circle cx="8" cy="8" r="7"/><path class="cut" d="M5.2 5.2l5.6 5.6m0-5.6l-5.6 5.6"/>`,
  unknown: html`<circle cx="8" cy="8" r="7"/><path class="cut" d="M5.9 6.3a2.1 2.1 0 1 1 3 1.9c-.6.3-.9.7-.9 1.4m0 2v.1"/>`,
  warn: html`<path d="M8 1L15.5 14.5H.5z"/><path class="cut" d="M8 6v4m0 2.2v.1"/>`,
  excused: html`<rect class="line" x="2" y="2" width="12" height="12" rx="2"/><path class="line" d="M5 8h6"/>`,
  waived: html`<rect x="1.5" y="1.5" width="13" height="13" rx="2"/><path class="cut" d="M4.5 8h7"/>`,
  pass: html`<circle cx="8" cy="8" r="7"/><path class="cut" d="M4.7 8.3l2.3 2.3 4.3-4.8"/>`,
  skip: html`<circle class="line" cx="8" cy="8" r="6.2"/><path class="line" d="M5 8h6"/>`,
};

/** The signs, once in a page, for `sign` to point at. */
export function signShapes(): Html {
  return html`<svg class="shapes" width="0" height="0" aria-hidden="true" focusable="false">${STANDINGS.map(
    (standing) => html`<symbol id="sign-${standing}" viewBox="0 0 16 16">${SHAPES[standing]}</symbol>`,
  )}</svg>
`;
}

/** A sign for the eye only; the words beside it say the same. */
export function sign(standing: Standing): Html {
  return html`<svg class="sign" aria-hidden="true" focusable="false"><use href="#sign-${standing}"/></svg>`;
}

/** How something stands, as sign and words. */
export function pill(standing: Standing, words: string = STANDING_WORDS[standing]): Html {
  return html`<span class="pill is-${standing}">${sign(standing)}<span>${words}</span></span>`;
}

/** `12 passed, 3 failed`, in the order of weight. */
export function standings(results: readonly Result[]): Html {
  const parts = STANDINGS.flatMap((standing) => {
    const number = results.filter((result) => standingOf(result) === standing).length;
    return number > 0
      ? [pill(standing, `${number} ${standing === 'skip' ? 'not applicable' : STANDING_WORDS[standing]}`)]
      : [];
  });
  return html`<span class="pills">${parts.map((part) => html`${part} `)}</span>`;
}

/** Which sign the state of a standard's item takes. */
export const STATE_STANDING: Readonly<Record<StandardItem['state'], Standing>> = {
  met: 'pass',
  stated: 'pass',
  evidence: 'waived',
  partly: 'warn',
  'no-evidence': 'fail',
  'not-met': 'fail',
  'needs-run': 'unknown',
  'needs-person': 'unknown',
  'not-applicable': 'skip',
  unknown: 'unknown',
};

/** A bar that is full at 100; the number stands beside it in words. */
export function bar(score: number | null): Html {
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true" focusable="false"><rect class="track" width="100" height="6" rx="3"/>${
    score !== null && score > 0 && html`<rect class="fill" width="${score}" height="6" rx="3"/>`
  }</svg>`;
}

/** The score as a ring around its number. */
export function ring(score: number | null, passed: boolean): Html {
  const around = 2 * Math.PI * 52;
  const length = (around * (score ?? 0)) / 100;
  return html`<svg class="ring is-${passed ? 'pass' : 'fail'}" viewBox="0 0 120 120" aria-hidden="true" focusable="false"><circle class="track" cx="60" cy="60" r="52"/>${
    score !== null &&
    score > 0 &&
    html`<circle class="fill" cx="60" cy="60" r="52" stroke-dasharray="${length.toFixed(2)} ${around.toFixed(2)}" transform="rotate(-90 60 60)"/>`
  }<text x="60" y="67" text-anchor="middle">${score === null ? 'none' : score}</text></svg>`;
}
