import { defineConfig } from "vitest/config";

/** Unit tests stand beside the code and need nothing but Node; system tests use the real tools of the machine. */
export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["src/**/*.test.{ts,tsx}"], testTimeout: 20_000 } },
      {
        test: {
          name: "system",
          include: ["tests/system/**/*.test.ts"],
          testTimeout: 600_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      { test: { name: "gates", include: ["tests/gates/**/*.test.ts"], testTimeout: 120_000 } },
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
