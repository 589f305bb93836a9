import { defineConfig } from 'vitest/config';

const project = (name: string, include: string, exclude: readonly string[] = []) => ({
  extends: true as const,
  test: { name, include: [include], exclude: [...exclude] },
});

export default defineConfig({
  test: {
    // Enough for a busy machine: what hangs is found all the same.
    testTimeout: 30_000,
    hookTimeout: 60_000,
    projects: [
      project('unit', 'test/**/*.test.ts', ['test/{lib,e2e}/**']),
      project('infra', 'test/lib/**/*.test.ts'),
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/global-setup.ts'],
          // One target with one clock, which some tests move.
          fileParallelism: false,
          testTimeout: 60_000,
        },
      },
    ],
  },
});
