/**
 * Whether a YAML text has more lines and commas than this. Both end a node, of which the parser makes objects of about a
 * kilobyte: a few megabytes of them would take all memory. Commas in texts count too.
 */
export function hasMoreParts(text: string, most: number): boolean {
  let parts = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x2c && code !== 0x0a && code !== 0x0d) continue;
    parts += 1;
    if (parts > most) return true;
  }
  return false;
}
