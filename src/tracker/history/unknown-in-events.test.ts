import { expect, test } from "vitest";
import type { EventIndex } from "./event-index.ts";
import { createEventTable } from "./event-table.ts";
import { unknownInEvents } from "./unknown-in-events.ts";

const table = createEventTable();
const cause = { kind: "archive", hash: "", dated: new Date(0) } as const;
table.addStep({ number: 1, time: new Date(0), cause }, { file: 0, offset: 0 });
for (const [issue, name] of [
  ["CVE-2026-1000", "curl"],
  ["TEMP-1000001-AAAAAA", "wget"],
] as const) {
  table.add({ issue, package: name, release: "bookworm", from: null, to: "vulnerable", why: null }, 0);
}
const ask = (asked: Parameters<typeof unknownInEvents>[2]) =>
  unknownInEvents({ table } as unknown as EventIndex, ["bookworm", "trixie"], asked);

test.each([
  [{}, []],
  [{ issue: "CVE-2026-1000", package: "curl", release: "bookworm" }, []],
  [{ package: "crul" }, ["No event is about crul. Did you mean curl?"]],
  [{ issue: "CVE-2026-1001" }, ["No event is about CVE-2026-1001."]],
  [{ issue: "TEMP-1000001-AAAAAB" }, ["No event is about TEMP-1000001-AAAAAB. Did you mean TEMP-1000001-AAAAAA?"]],
  [{ release: "trixie" }, ["Nothing has happened in trixie yet."]],
])("%j", (asked, sentences) => {
  expect(ask(asked)).toEqual(sentences);
});

test("a release that nobody knows is an error", () => {
  expect(() => ask({ release: "bokworm" })).toThrow("No release is called bokworm. Did you mean bookworm?");
  expect(() => ask({ release: "stable" })).toThrow("No release is called stable. There are bookworm, trixie.");
});
