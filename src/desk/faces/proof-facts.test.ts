import { expect, test } from "vitest";
import type { ArchiveFindings } from "../../updates/index.ts";
import { archiveState } from "./proof-facts.ts";

const held = [{ suite: "bookworm", version: "0.9-1" }];
const libhello = { name: "libhello_1.0-1_amd64.deb", held };
const symbols = { name: "hello-dbgsym_1.0-1_amd64.deb", held: [] };

test.each<[string | null, Partial<ArchiveFindings> | null, string]>([
  ["passed", { absent: [], unseen: [] }, "yes"],
  ["passed", { absent: [libhello], unseen: [] }, "partly"],
  ["passed", { absent: [], unseen: ["hello_1.0-1_i386.deb"] }, "partly"],
  ["passed", { absent: [symbols], unseen: [symbols.name] }, "yes"],
  ["passed", {}, "yes"],
  ["passed", null, "yes"],
  ["failed", { absent: [libhello] }, "no"],
  ["nothing-to-do", { absent: [libhello] }, "nothing-to-compare"],
  [null, null, "no"],
])("a comparison that %s with %j is told as %s", (result, findings, state) => {
  expect(archiveState(result, findings as ArchiveFindings | null)).toBe(state);
});
