import * as z from 'zod';
import { problemOfSource } from './remote-source.js';
import { filled, glob, hash, inside } from './texts.js';

/** One dataset under `data`. */
export const dataset = z
  .strictObject({
    name: filled.optional().describe('How messages call it'),
    path: inside.optional().describe('A file or folder of the project'),
    hash: hash.optional().describe('Recorded digest; `repro lock` records it in repro.lock instead'),
    exclude: z.array(glob).optional().describe('Globs of files in the folder that do not belong to it'),
    source: filled
      .optional()
      .describe(
        'Where it is fetched from: hf://datasets/owner/name, https://..., s3://bucket/key or s3://bucket/prefix/',
      ),
    revision: filled.optional().describe('Commit or version at the source'),
    label: filled
      .optional()
      .describe(
        'The column that holds the class, in a csv, tsv or parquet file: shows how even the classes are',
      ),
    endpoint: z
      .string()
      .regex(/^https?:\/\/[^\s@?#]+$/, 'must be an address such as https://minio.example.org:9000')
      .optional()
      .describe(
        'The store that has an s3:// source, when it is not AWS; used only when AWS_ENDPOINT_URL_S3 or --allow-endpoint names it too',
      ),
    region: z
      .string()
      .regex(/^[a-z0-9-]{1,32}$/, 'must be the name of a region, as in eu-central-1')
      .optional()
      .describe('The region of the bucket of an s3:// source'),
  })
  .refine(({ path, source }) => path !== undefined || source !== undefined, {
    message: 'needs a path (local) or a source (remote)',
  })
  .refine(({ path, label }) => label === undefined || path !== undefined, {
    message: 'has a label but no path of a file to read it from',
  })
  .superRefine((written, context) => {
    const problem = problemOfSource(written);
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
  });
