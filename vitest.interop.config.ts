import { defineConfig } from 'vitest/config';

// Compares our readers with the real tools. They are installed into a throw-away virtual environment by the setup.
export default defineConfig({
  test: {
    include: ['test/interop/**/*.test.ts'],
    globalSetup: ['test/support/scratch.ts', 'test/interop/setup.ts'],
    env: { NO_COLOR: '1', TZ: 'UTC' },
    testTimeout: 300_000,
    fileParallelism: false,
  },
});
