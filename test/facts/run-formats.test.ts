import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CannotTell } from '../../src/errors.js';
import { maskedCrc32c } from '../../src/facts/formats/crc32c.js';
import { inMemory, type RandomAccess } from '../../src/facts/formats/random-access.js';
import { openSqlite } from '../../src/facts/formats/sqlite.js';
import { columnsOf } from '../../src/facts/formats/sqlite-schema.js';
import { readEventFile } from '../../src/facts/formats/tensorboard-events.js';
import { readWandbLog } from '../../src/facts/formats/wandb-log.js';
import { readZip } from '../../src/facts/formats/zip.js';
import { eventFile, field, tfRecords, wandbLog } from '../support/messages.js';
import { zip } from '../support/zip.js';

const at = (name: string) => readFileSync(`test/data/runs/${name}`);

/** Everything in a database, by table. */
async function tablesOf(bytes: Uint8Array, wal?: Uint8Array, pages?: number) {
  const database = await openSqlite(inMemory(bytes), wal && inMemory(wal), pages);
  const all: Record<string, unknown[]> = {};
  for (const [name, columns] of database.tables) {
    all[name] = [];
    for await (const rows of database.rows(name, columns)) all[name].push(...rows);
  }
  return all;
}

/** What a reader gives, or the reason why it gives nothing; anything else thrown is a fault. */
async function told(work: Promise<unknown>): Promise<unknown> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof CannotTell) return error.message;
    throw error;
  }
}

describe('event files of TensorBoard', () => {
  test('the checksum is that of the standard, masked', () => {
    // CRC-32C of these digits is 0xe3069283 (RFC 3720, B.4).
    const crc = 0xe3069283;
    const masked = (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
    expect(maskedCrc32c(Buffer.from('123456789'))).toBe(masked);
  });

  test('the last value of each tag, as tensorboardX wrote them', async () => {
    expect(await readEventFile(inMemory(at('events.out.tfevents.1796082083.host')))).toMatchObject({
      scalars: [{ tag: 'loss', value: 0.2, step: 4 }],
      hparams: [],
      events: 6,
    });
  });

  test('hyperparameters, as tensorboardX wrote them', async () => {
    const { hparams, scalars } = await readEventFile(inMemory(at('events.out.tfevents.1796082084.host')));
    expect(hparams).toEqual([
      { name: 'flag', value: true },
      { name: 'lr', value: 0.1 },
      { name: 'opt', value: 'adam' },
    ]);
    expect(scalars).toMatchObject([{ tag: 'hp/acc', value: 0.5 }]);
  });

  test('scalars of TensorFlow 2 are tensors; those of other plugins are none', async () => {
    const tensor = (plugin: string, content: Buffer) =>
      field(
        5,
        field(1, Buffer.concat([field(1, plugin), field(8, content), field(9, field(1, field(1, plugin)))])),
      );
    const float = Buffer.alloc(4);
    float.writeFloatLE(0.75);
    const file = tfRecords(
      tensor('scalars', Buffer.concat([field(1, 1), field(2, ''), field(4, float)])),
      tensor('text', Buffer.concat([field(1, 7), field(8, 'words')])),
      tensor(
        'histograms',
        Buffer.concat([field(1, 2), field(2, field(2, field(1, 30))), field(4, Buffer.alloc(240))]),
      ),
    );
    const { scalars, events } = await readEventFile(inMemory(file));
    expect(events).toBe(3);
    expect(scalars).toEqual([{ tag: 'scalars', value: 0.75, step: 0, wallTime: 0 }]);
  });

  test('NaN and infinities are kept, a resumed training counts', async () => {
    const { scalars } = await readEventFile(
      inMemory(
        eventFile([
          ['loss', 1],
          ['loss', Number.NaN],
          ['acc', Infinity],
        ]),
      ),
    );
    expect(scalars.map(({ tag, value }) => [tag, value])).toEqual([
      ['loss', Number.NaN],
      ['acc', Infinity],
    ]);
  });

  test('a file cut off gives what stands before', async () => {
    const whole = eventFile([
      ['loss', 1],
      ['loss', 0.5],
    ]);
    const { scalars, partial } = await readEventFile(inMemory(whole.subarray(0, whole.byteLength - 3)));
    expect(partial).toContain('cut off');
    expect(scalars).toMatchObject([{ value: 1 }]);
  });

  test('a large event is passed over without being read', async () => {
    const whole = tfRecords(
      field(3, 'brain.Event:2'),
      Buffer.alloc(3_000_000),
      ...[eventFileRecord('loss', 0.5)],
    );
    let read = 0;
    const counted: RandomAccess = {
      size: whole.byteLength,
      read: async (start, length) => {
        read += Math.min(length, whole.byteLength - start);
        return whole.subarray(start, start + length);
      },
    };
    const { scalars, events } = await readEventFile(counted);
    expect(scalars).toMatchObject([{ tag: 'loss', value: 0.5 }]);
    expect(events).toBe(3);
    expect(read).toBeLessThan(1_000_000);
  });

  test('bounds are told', async () => {
    const whole = eventFile(Array.from({ length: 50 }, (_, step) => ['loss', step] as const));
    expect(await readEventFile(inMemory(whole), { events: 10 })).toMatchObject({
      partial: 'only the first 10 events were read',
      scalars: [{ value: 8 }],
    });
  });

  test.each([
    ['nothing', ''],
    ['text', 'this is no event file at all, whatever its name'],
    ['zeros', '\0'.repeat(100)],
  ])('%s is no event file', async (name, text) => {
    const said = await told(readEventFile(inMemory(Buffer.from(text))));
    expect(said).toEqual(
      name === 'nothing' ? { scalars: [], hparams: [], events: 0 } : 'it is no event file of TensorBoard',
    );
  });

  test('any bytes, and any damage to a good file, give an answer', async () => {
    const good = at('events.out.tfevents.1796082084.host');
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(good.byteLength - 1),
        fc.nat(255),
        async (noise, place, byte) => {
          await told(readEventFile(inMemory(noise)));
          await told(readEventFile(inMemory(tfRecords(noise))));
          const hurt = Buffer.from(good);
          hurt[place] = byte;
          await told(readEventFile(inMemory(hurt)));
        },
      ),
    );
  });
});

function eventFileRecord(tag: string, value: number): Buffer {
  return Buffer.concat([
    field(2, 1),
    field(5, field(1, Buffer.concat([field(1, tag), field(2, { float: value })]))),
  ]);
}

describe('databases of SQLite', () => {
  test('every row of every table, over many pages, with long and wide texts', async () => {
    const all = await tablesOf(at('mlflow.db'));
    expect(Object.keys(all)).toEqual([
      'experiments',
      'runs',
      'params',
      'tags',
      'latest_metrics',
      'datasets',
      'inputs',
    ]);
    expect(all.runs).toHaveLength(32);
    expect(all.runs![6]).toEqual(['00000000000000000000000000000007', 'run-7', 'FINISHED', '', 'active']);
    expect(all.params!.at(-1)).toEqual(['prompt', 'é'.repeat(1500), '00000000000000000000000000000001']);
    expect(all.latest_metrics![2]).toEqual(['auc', 0.03, 0, 0, 0, '00000000000000000000000000000003']);
  });

  test('what stands only in the log beside it', async () => {
    expect((await tablesOf(at('wal.db'))).runs).toHaveLength(0);
    expect((await tablesOf(at('wal.db'), at('wal.db-wal'))).runs).toHaveLength(3);
    // A log cut short ends with its last whole transaction.
    expect((await tablesOf(at('wal.db'), at('wal.db-wal').subarray(0, 1000))).runs).toHaveLength(0);
  });

  test('a file cut off, and one that is none', async () => {
    expect(await told(tablesOf(at('mlflow.db').subarray(0, 3000)))).toContain('broken SQLite database');
    expect(await told(tablesOf(at('mlflow.db').subarray(0, 60)))).toBe('it is no SQLite database');
    expect(await told(tablesOf(Buffer.from('-- dump\n')))).toBe('it is no SQLite database');
  });

  test('a page that leads back to itself is told, not followed', async () => {
    const hurt = Buffer.from(at('mlflow.db'));
    const [table] = [...Array(hurt.byteLength / 512).keys()].filter(
      (page) => page > 0 && hurt[page * 512] === 5,
    );
    // The page's last child is itself.
    hurt.writeUInt32BE(table! + 1, table! * 512 + 8);
    expect(await told(tablesOf(hurt))).toMatch(/broken SQLite database \(.* cannot be followed\)/);
  });

  test('no more pages are read than the bound', async () => {
    expect(await told(tablesOf(at('mlflow.db'), undefined, 5))).toContain('too large to be read whole');
  });

  test('any damage gives an answer', async () => {
    const good = at('mlflow.db');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(good.byteLength - 1), fc.nat(255)), { minLength: 1, maxLength: 20 }),
        async (places) => {
          const hurt = Buffer.from(good);
          for (const [place, byte] of places) hurt[place] = byte;
          await told(tablesOf(hurt, undefined, 2000));
          await told(tablesOf(good, hurt));
        },
      ),
    );
  });

  test.each([
    [
      'CREATE TABLE a (b INTEGER, "c d" TEXT DEFAULT \'x,y\', [e] FLOAT, `f`, PRIMARY KEY (b))',
      ['b', 'c d', 'e', 'f'],
    ],
    ['CREATE TABLE a (b -- first, of two\n, c /* , */ VARCHAR(10, 2), CHECK (b IN (1, 2)))', ['b', 'c']],
    ['CREATE TABLE a', []],
  ])('columns of %s', (sql, columns) => expect(columnsOf(sql)).toEqual(columns));
});

describe('logs of W&B runs', () => {
  const item = (name: string, json: string) => field(1, Buffer.concat([field(1, name), field(16, json)]));
  const run = field(
    17,
    Buffer.concat([field(1, 'abc'), field(4, item('lr', '0.1')), field(21, field(2, 'c0ffee'))]),
  );

  test('commit, settings and the last numbers', async () => {
    const log = await readWandbLog(
      inMemory(
        wandbLog(
          run,
          field(5, Buffer.concat([item('deep', '{"n": 3}'), item('_wandb', '{}')])),
          field(2, item('loss', '0.5')),
          field(2, Buffer.concat([item('loss', '0.25'), item('_step', '1'), item('late', 'NaN')])),
          field(3, item('auc', '0.9')),
          field(18, field(2, 12)),
        ),
      ),
    );
    expect(log).toEqual({
      commit: 'c0ffee',
      config: new Map([
        ['lr', '0.1'],
        ['deep', '{"n": 3}'],
      ]),
      metrics: new Map([
        ['auc', 0.9],
        ['loss', 0.25],
        ['late', Number.NaN],
      ]),
      exitCode: 0,
    });
  });

  test('records over several blocks', async () => {
    const long = field(4, Buffer.alloc(100_000));
    const { commit, metrics } = await readWandbLog(
      inMemory(wandbLog(long, run, long, field(2, item('loss', '1')))),
    );
    expect([commit, metrics.get('loss')]).toEqual(['c0ffee', 1]);
  });

  test('a log cut off gives what stands before', async () => {
    const whole = wandbLog(run, field(2, item('loss', '1')));
    expect(await readWandbLog(inMemory(whole.subarray(0, whole.byteLength - 2)))).toMatchObject({
      commit: 'c0ffee',
      partial: 'its end is cut off or broken',
    });
  });

  test('any bytes, and any damage, give an answer', async () => {
    const good = wandbLog(run, field(2, item('loss', '1')));
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(good.byteLength - 1),
        fc.nat(255),
        async (noise, place, byte) => {
          await told(readWandbLog(inMemory(noise)));
          await told(readWandbLog(inMemory(wandbLog(noise))));
          const hurt = Buffer.from(good);
          hurt[place] = byte;
          await told(readWandbLog(inMemory(hurt)));
        },
      ),
    );
  });
});

describe('ZIP archives', () => {
  test('names and contents', async () => {
    const files = await readZip(inMemory(zip({ 'a.json': '{}', 'b/c.txt': 'x'.repeat(5000) })));
    expect(files.map(({ name, size }) => [name, size])).toEqual([
      ['a.json', 2],
      ['b/c.txt', 5000],
    ]);
    expect(Buffer.from(await files[1]!.bytes(5000)).toString()).toBe('x'.repeat(5000));
  });

  test('a bomb is given up at the limit', async () => {
    const [bomb] = await readZip(inMemory(zip({ 'a.json': Buffer.alloc(50_000_000) })));
    expect(await told(bomb!.bytes(1_000_000))).toBe('it is broken or too large to read');
  });

  test('any bytes, and any damage, give an answer', async () => {
    const good = zip({ 'a.json': '{}', 'b.json': '[1, 2, 3]' });
    const all = async (bytes: Uint8Array) => {
      for (const file of await readZip(inMemory(bytes))) await file.bytes(10_000);
    };
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.nat(good.byteLength - 1),
        fc.nat(255),
        async (noise, place, byte) => {
          await told(all(noise));
          const hurt = Buffer.from(good);
          hurt[place] = byte;
          await told(all(hurt));
        },
      ),
    );
  });
});
