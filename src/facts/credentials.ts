/** A text in which every address lost its user name and password. */
export function withoutCredentials(text: string): string {
  return text.replace(/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/@]{1,500}@/gi, '$1');
}

/** One address or path without user name and password, and without a query in which a token travels. */
export function withoutTokens(address: string): string {
  const isAddress = /^[a-z][a-z0-9+.-]{1,12}:\/\//i.test(address);
  return withoutCredentials(address).replace(/[?#].*$/, (rest) =>
    isAddress && /token|key|sig|secret|password|auth/i.test(rest) ? '' : rest,
  );
}
