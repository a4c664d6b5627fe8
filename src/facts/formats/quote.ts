/** A text between quotes as messages show it, cut where it gets long. */
export function quote(text: string): string {
  return `"${text.length > 80 ? `${text.slice(0, 77)}...` : text}"`;
}
