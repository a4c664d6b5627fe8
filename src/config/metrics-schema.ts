import * as z from 'zod';
import { filled, inside } from './texts.js';

const expectation = z
  .strictObject({
    value: z.number().optional().describe('The value that a run must give'),
    tolerance: z.number().min(0).optional().describe('How far from it a run may be, absolutely'),
    min: z.number().optional().describe('The least value'),
    max: z.number().optional().describe('The greatest value'),
  })
  .refine(({ value, min, max }) => value !== undefined || min !== undefined || max !== undefined, {
    message: 'needs a value, a min or a max',
  })
  .refine(({ value, tolerance }) => tolerance === undefined || value !== undefined, {
    message: 'has a tolerance but no value',
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min <= max, {
    message: 'has a min above its max',
  });

/** One file of results under `metrics`, with what a run must give. */
export const metrics = z
  .strictObject({
    file: inside.describe(
      'Where the project writes its results: json, jsonl, yaml, toml, csv, tsv, or a classification report as text',
    ),
    primary: filled.optional().describe('The metric that decides; dots lead into nested ones'),
    row: z
      .enum(['last', 'first', 'best'])
      .optional()
      .describe(
        'Which record of a table or list over time counts (last); best is where the primary metric is',
      ),
    expect: z.record(z.string(), expectation).optional().describe('What each metric must be'),
  })
  .refine(({ row, primary }) => row !== 'best' || primary !== undefined, {
    message: 'asks for the best row, and names no primary metric that says which',
  });
