import * as z from 'zod';

/** The shape of repro.lock, for editors and other readers. */
export const LockFile = z
  .strictObject({
    version: z.literal(1),
    data: z
      .record(
        z.string(),
        z.strictObject({
          kind: z.enum(['file', 'tree']),
          hash: z
            .string()
            .regex(/^(?:sha256:[0-9a-f]{64}|md5:[0-9a-f]{32})$/)
            .describe('Digest of the file, or of the listing of the tree'),
          size: z.int().min(0).describe('Bytes'),
          files: z.int().min(0).optional().describe('How many files a tree has'),
          exclude: z.array(z.string()).optional().describe('Globs of files that do not belong to the tree'),
          contents: z
            .record(z.string(), z.string().regex(/^[0-9a-f]+ [0-9]+$/))
            .optional()
            .describe('Digest and size of every file of a tree of at most 1000 files'),
          manifest: z
            .string()
            .optional()
            .describe('The file that lists the files of a larger tree; its own digest is `hash`'),
        }),
      )
      .describe('Datasets by path'),
    sources: z
      .record(
        z.string(),
        z.strictObject({
          kind: z.enum(['object', 'prefix']),
          hash: z
            .string()
            .regex(
              /^(?:sha256:[0-9a-f]{64}|md5:[0-9a-f]{32}|crc64nvme:[0-9a-f]{16}|crc32c:[0-9a-f]{8}|crc32:[0-9a-f]{8})$/,
            )
            .describe('Digest of the object, or of the listing of the prefix'),
          size: z.int().min(0).describe('Bytes'),
          version: z.string().optional().describe('Version of the object, in a bucket that keeps versions'),
          files: z.int().min(0).optional().describe('How many objects lie below the prefix'),
          exclude: z.array(z.string()).optional().describe('Globs of objects that do not belong to it'),
          contents: z
            .record(z.string(), z.string().regex(/^(?:[a-z0-9]+:)?[0-9a-f]+ [0-9]+(?: [!-~]+)?$/))
            .optional()
            .describe(
              'Digest (by sha256 unless it says otherwise), size and version of every object of a prefix of at most 1000',
            ),
          manifest: z
            .string()
            .optional()
            .describe('The file that lists the objects of a larger prefix; its own sha256 is `hash`'),
        }),
      )
      .optional()
      .describe('Datasets at object stores and on the web, by address'),
  })
  .describe('Hashes of the datasets, written by `repro lock`');
