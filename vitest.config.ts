import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const project = (name: string, include: string, exclude: readonly string[] = []) => ({
  extends: true as const,
  // Files share a worker's modules: loading the SDK and the CDK anew for each took longer than the tests.
  test: { name, include: [include], exclude: [...exclude], isolate: false },
});

/** A report for `.ci/run` beside what people read; each process has its own. */
const report = process.env.TEST_REPORT;

export default defineConfig({
  test: {
    ...(report === undefined
      ? {}
      : {
          reporters: ['default', 'json'],
          outputFile: { json: `${report}.${process.pid}.report.json` },
        }),
    // What handlers log is asserted where it matters, and hides the results elsewhere.
    env: {
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
      // The CDK's own check of templates takes two seconds at each synthesis; `.ci/run` has it, and cfn-lint.
      CDK_VALIDATION: 'false',
    },
    // Enough for a busy machine: what hangs is found all the same.
    testTimeout: 60_000,
    // By default all processors but one, which is one where there are two.
    maxWorkers: Math.max(2, availableParallelism() - 1),
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
          testTimeout: 180_000,
        },
      },
    ],
  },
});
