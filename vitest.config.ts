import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Whole desks and builders: they share a directory with base trees and suites, and take minutes. */
const WHOLE = ["bad-input-*", "builder", "git-source-build", "line", "line-*"];
/** Those stand with them for balance, so that both halves of the system's tests take about as long. */
const BESIDE = ["cases-sealed-*", "jobs", "sealed-*", "signer", "signer-*", "store-*"];
const LINES = [`tests/system/{${[...WHOLE, ...BESIDE].join(",")}}.test.ts`];

/**
 * Unit tests stand beside the code and need nothing but Node; system tests use the real tools of the machine. Those of
 * whole lines are a project of their own, so that `scripts/check` can run both at the same time.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "unit",
          include: ["src/**/*.test.{ts,tsx}"],
          testTimeout: 60_000,
          hookTimeout: 60_000,
          maxWorkers: availableParallelism(),
        },
      },
      {
        test: {
          name: "system",
          include: ["tests/system/**/*.test.ts"],
          exclude: LINES,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "lines",
          include: LINES,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      { test: { name: "gates", include: ["tests/gates/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 120_000 } },
      {
        test: {
          name: "reference",
          include: ["tests/reference/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
