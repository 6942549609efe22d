import { dirname, join, normalize } from "node:path";
import { strictToml } from "../../distribution/index.ts";
import { hasErrors, type Parsed, type Place } from "../../kernel/index.ts";
import type { Advisory, Instant } from "../model.ts";
import { checkPrivate } from "./check-private.ts";
import { checkPublisher, checkRecord } from "./check-record.ts";
import { publicAdvisory } from "./public-advisory.ts";
import { type PublisherRow, publisher } from "./publisher-schema.ts";
import { record } from "./schema.ts";

/** A record that was read: what it says in public, and until when it must not be said. */
export interface ReadRecord {
  readonly advisory: Advisory;
  readonly embargoUntil: Instant | undefined;
  /** Where the embargo's end, or else the record, begins; for what is found later. */
  readonly place: Place;
}

/** Answers a file's bytes, undefined for one that is not there or cannot be read. */
export type ReadFile = (path: string) => Uint8Array | undefined;

/**
 * An advisory record in named steps: TOML, each table by its own keys, the publisher's file, what must hold between them, and
 * what may be public. A step with errors is the last, so that no fault is said twice. `file` is the record's name in places
 * of problems and where the publisher's path begins; nothing is thrown.
 */
export function readRecord(
  bytes: Uint8Array,
  file: string,
  readFile: ReadFile,
  now: Date,
): Parsed<ReadRecord | undefined> {
  const toml = strictToml.parseToml(bytes, file);
  if (!toml.value) return { value: undefined, problems: toml.problems };
  const report = strictToml.createReport("advisory");
  const row = record.read(toml.value, report);
  const house = row && readPublisher(row.publisher, file, readFile, report);
  if (!row || !house) return { value: undefined, problems: report.problems };
  checkPublisher(house, now, report);
  checkRecord(row, house, now, report);
  if (hasErrors(report.problems)) return { value: undefined, problems: report.problems };
  const advisory = publicAdvisory(row, house);
  checkPrivate(row, advisory, report);
  if (hasErrors(report.problems)) return { value: undefined, problems: report.problems };
  const until = row["embargo-until"];
  const value = { advisory, embargoUntil: until?.value, place: until?.place ?? row.place };
  return { value, problems: report.problems };
}

function readPublisher(
  path: strictToml.Located<string>,
  file: string,
  readFile: ReadFile,
  report: strictToml.Report,
): PublisherRow | undefined {
  const at = path.value.startsWith("/") ? path.value : normalize(join(dirname(file), path.value));
  const bytes = readFile(at);
  if (bytes === undefined) {
    report.error("advisory-no-publisher", path.place, `There is no file ${at} that can be read.`);
    return undefined;
  }
  const toml = strictToml.parseToml(bytes, at);
  for (const { code, place, message } of toml.problems) report.error(code, place, message);
  return toml.value && publisher.read(toml.value, report);
}
