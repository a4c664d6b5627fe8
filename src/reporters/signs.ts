/** How each status is marked in text. */
export const SIGN = { pass: '✓', warn: '!', fail: '✗', unknown: '?', skip: '-' } as const;
