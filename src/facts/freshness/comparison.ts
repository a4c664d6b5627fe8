import { type Compared, type Difference, type Freshness, fresh, stale, unclear } from './rule.js';

/** What holding a manifest against a lock brings to light, gathered step by step. */
export class Comparison {
  readonly differences: Difference[] = [];
  /** Why something could not be told. */
  readonly open: string[] = [];
  readonly compared: Required<Compared> = {
    requirements: 0,
    groups: 0,
    extras: 0,
    members: 0,
    constraints: 0,
  };

  /** Adds a difference, once. */
  differ(difference: Difference): void {
    const same = this.differences.some(
      (one) =>
        one.about === difference.about &&
        one.name === difference.name &&
        one.declared === difference.declared,
    );
    if (!same) this.differences.push(difference);
  }

  /** Notes what cannot be told. */
  leaveOpen(reason: string): void {
    this.open.push(reason);
  }

  /** What comes of it: a difference weighs more than what is open. */
  result(): Freshness {
    const compared = Object.fromEntries(
      Object.entries(this.compared).filter(([key, n]) => n > 0 || key === 'requirements'),
    ) as unknown as Compared;
    if (this.differences.length > 0) {
      const [one] = this.differences;
      const n = this.differences.length;
      const reason = n === 1 && one ? `${one.name} has changed since` : `${n} things have changed since`;
      return stale(reason, this.differences, compared);
    }
    const [open] = this.open;
    if (open !== undefined) return unclear(open, [], compared);
    const n = compared.requirements;
    return fresh(`holds what is declared: ${n} requirement${n === 1 ? '' : 's'} compared`, compared);
  }
}
