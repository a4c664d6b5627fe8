import { expect, test } from 'vitest';
import { readAddress, shownAddress } from '../src/addresses.js';

const at = 'https://store.example/data.csv';

test.each([
  [
    'S3',
    `${at}?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA%2F20260101&X-Amz-Signature=5ecre7`,
    'X-Amz-Credential',
  ],
  ['S3 as it was', `${at}?AWSAccessKeyId=AKIA&Expires=1&Signature=5ecre7`, 'Signature'],
  ['Google Cloud Storage', `${at}?X-Goog-Signature=5ecre7`, 'X-Goog-Signature'],
  ['Azure', `${at}?sv=2024-11-04&sr=b&sig=5ecre7`, 'sig'],
  ['a service with tokens', `${at}?download=1&access_token=5ecre7`, 'access_token'],
  ['its capitals changed', `${at}?ToKeN=5ecre7`, 'ToKeN'],
])('an address that is signed by %s is refused, and not shown with its secret', (_, address, name) => {
  expect(readAddress(address)).toContain(`(${name})`);
  expect(shownAddress(address)).not.toContain('5ecre7');
  expect(shownAddress(address)).toContain(`${name}=...`);
});

test.each([`${at}?versionId=3sL4&download=1`, `${at}?tokenizer=bert&design=2`, at])(
  '%s is fine, and shown as it is',
  (address) => {
    expect(readAddress(address)).toEqual({ kind: 'https', text: address });
    expect(shownAddress(address)).toBe(address);
  },
);
