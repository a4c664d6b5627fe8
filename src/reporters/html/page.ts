import { createHash } from 'node:crypto';
import { signShapes } from './signs.js';
import { STYLE } from './style.js';
import { Html, html } from './text.js';

/**
 * Nothing may be loaded or run: the one thing that is allowed is the page's own style, by its hash
 * (https://www.w3.org/TR/CSP3/#grammardef-hash-source).
 */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; base-uri 'none'; form-action 'none'`;

/** A whole page around its body. */
export function page(title: string, generator: string, body: Html): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Html(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<meta name="generator" content="${generator}">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#content">Skip to the report</a>
${signShapes()}${body}</body>
</html>
`.text;
}
