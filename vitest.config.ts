import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/interop/**'],
    globalSetup: ['test/support/scratch.ts'],
    env: { NO_COLOR: '1', TZ: 'UTC' },
    testTimeout: 60_000,
  },
});
