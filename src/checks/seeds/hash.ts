import { count, defineCheck, fail, type Gap, pass, place, skip } from '../check.js';

export default defineCheck({
  id: 'seeds/hash',
  title: 'The seed of Python’s hashes is fixed where results depend on them',
  severity: 'optional',
  why: 'Python salts the hashes of texts anew in each run, so that a set of words is gone through in another order, and `hash(name)` is another number.',
  fix: 'Sort what comes out of a set (`sorted(set(words))`), hash with `zlib.crc32` or `hashlib`, or start Python with PYTHONHASHSEED=0.',
  source: 'https://docs.python.org/3/using/cmdline.html#envvar-PYTHONHASHSEED',
  needs: ['ordering'],
  examples: {
    pass: {
      files: {
        'train.py':
          'import random\n\nrandom.seed(1)\nwords = open("a.txt").read().split()\nvocabulary = list(set(words))\nprint(vocabulary[0], random.choice(vocabulary))\n',
        Dockerfile: 'FROM python:3.11\nENV PYTHONHASHSEED=0\nCMD ["python", "train.py"]\n',
      },
    },
    fail: {
      files: {
        'train.py':
          'import random\n\nrandom.seed(1)\nwords = open("a.txt").read().split()\nvocabulary = list(set(words))\nprint(vocabulary[0], random.choice(vocabulary))\n',
      },
    },
  },
  run({ ordering: { hashes, hashSeed, setTooLate } }) {
    const sure = hashes.filter(({ sure: isSure }) => isSure);
    const data = {
      uses: sure.length,
      possible: hashes.length - sure.length,
      fixed: hashSeed ? place(hashSeed.at) : null,
    };
    if (sure.length === 0) return skip('nothing is seen to depend on the hashes of texts', { data });
    if (hashSeed)
      return pass(`PYTHONHASHSEED is fixed (${place(hashSeed.at)})`, {
        data,
        evidence: [`${place(hashSeed.at)} ${hashSeed.text}`],
      });
    const gaps: Gap[] = [
      ...hashes.map(
        ({ what, at, sure: isSure }): Gap => ({
          message:
            what === 'hash()'
              ? 'hash() of a text is another number in each run'
              : `${what} comes in another order in each run`,
          at,
          fix:
            what === 'hash()'
              ? 'Use `zlib.crc32(text.encode())`, or a digest of `hashlib`.'
              : 'Sort it: `sorted(set(...))`.',
          confidence: isSure ? 'likely' : 'possible',
          key: `${at.file} ${what}`,
        }),
      ),
      ...setTooLate.map(
        (at): Gap => ({
          message: 'setting PYTHONHASHSEED here changes nothing: Python reads it when it starts',
          at,
          fix: 'Set it where Python is started: in the Dockerfile, the Makefile or the shell.',
          confidence: 'likely',
          key: `${at.file} too late`,
        }),
      ),
    ];
    return fail(
      `${count(sure.length, 'place')} ${sure.length === 1 ? 'depends' : 'depend'} on hashes of texts, and PYTHONHASHSEED is not fixed`,
      gaps,
      {
        data,
      },
    );
  },
});
