import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { publishedIds } from "./published-ids.ts";

test("ids of a tree are those of its documents, whatever lies beside them", async () => {
  const tree = mkdtempSync(join(tmpdir(), "sameday-tree-"));
  onTestFinished(() => rmSync(tree, { recursive: true }));
  expect(await publishedIds(tree)).toEqual([]);
  for (const path of [
    ".well-known/csaf/white/2025/trove-2025-040.json",
    ".well-known/csaf/white/2026/trove-2026-011.json",
    ".well-known/csaf/white/2026/trove-2026-011.json.asc",
    ".well-known/csaf/white/2026/trove-2026-011.json.sha512",
    ".well-known/csaf/white/index.txt",
    "osv/TROVE-2026-099.json",
  ]) {
    mkdirSync(dirname(join(tree, path)), { recursive: true });
    writeFileSync(join(tree, path), "{}");
  }
  expect([...(await publishedIds(tree))].sort()).toEqual(["TROVE-2025-040", "TROVE-2026-011"]);
});
