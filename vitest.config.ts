import { defineConfig } from "vitest/config";

/**
 * Whole desks and builders: they share a directory with base trees and suites, and take minutes. Those of the sealed layer
 * stand with them for balance: both halves take about as long.
 */
const LINES = ["tests/system/{bad-input-*,builder,git-source-build,line,line-*,sealed-*}.test.ts"];

/**
 * Unit tests stand beside the code and need nothing but Node; system tests use the real tools of the machine. Those of
 * whole lines are a project of their own, so that `scripts/check` can run both at the same time.
 */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["src/**/*.test.{ts,tsx}"], testTimeout: 60_000, hookTimeout: 60_000 } },
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
