import { InvalidArgumentError } from 'commander';

/** Reads the value of `--jobs`. Throws `InvalidArgumentError` for what is no whole number from 1. */
export function jobs(value: string): number {
  if (!/^[1-9]\d{0,3}$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(value);
}
