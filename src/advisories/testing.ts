import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Parsed } from "../kernel/index.ts";
import { type ReadRecord, readRecord } from "./record/read-record.ts";

/** Records for the tests of this room: the examples that are shipped, and changes of them. */

const EXAMPLES = join(import.meta.dirname, "../../examples/advisories");
export const EXAMPLE_IDS = ["DSA-5357-1", "TSA-2026-003"] as const;
export type ExampleId = (typeof EXAMPLE_IDS)[number];

/** The examples' security.txt is good until June 2027. */
export const NOW = new Date("2026-11-22T12:00:00Z");

const PUBLISHERS: Readonly<Record<ExampleId, string>> = { "DSA-5357-1": "debian.toml", "TSA-2026-003": "tor.toml" };

export function exampleText(id: ExampleId): string {
  return readFileSync(join(EXAMPLES, `${id}.toml`), "utf8");
}

export function publisherText(id: ExampleId): string {
  return readFileSync(join(EXAMPLES, PUBLISHERS[id]), "utf8");
}

/** Reads a record from text; its publisher's file is `publisher`, whatever the record calls it. */
export function readText(record: string, publisher: string, now = NOW): Parsed<ReadRecord | undefined> {
  return readRecord(
    Buffer.from(record),
    "advisory.toml",
    (path) => (path === "gone.toml" ? undefined : Buffer.from(publisher)),
    now,
  );
}

export function example(id: ExampleId): ReadRecord {
  const { value, problems } = readText(exampleText(id), publisherText(id));
  if (value === undefined) throw new TypeError(problems.map(({ message }) => message).join("\n"));
  return value;
}
