import { hasErrors, type Parsed } from "../../kernel/index.ts";
import { parseDate } from "../dates.ts";
import { type ListedFile, listedFiles } from "../files.ts";
import { FieldReader } from "./fields.ts";
import { parseSingleStanza } from "./single-stanza.ts";

/** An upload's description (Policy 5.5, deb-changes(5)), without the signature around it. */
export interface Changes {
  readonly source: string;
  /** Of the upload. */
  readonly version: string;
  /** Of the source; differs in binary-only uploads. */
  readonly sourceVersion: string;
  readonly binaries: readonly string[];
  /** `source` among them when the upload carries the source. */
  readonly architectures: readonly string[];
  /** Suites it is meant for: `bookworm-security`. */
  readonly distributions: readonly string[];
  /** Lower case, `` when absent. */
  readonly urgency: string;
  readonly maintainer: string;
  /** Who made the upload, `` when absent. */
  readonly changedBy: string;
  readonly date: Date | undefined;
  /** Numbers of Debian bugs. */
  readonly closes: readonly number[];
  readonly changes: string;
  readonly files: readonly ListedFile[];
}

const SUITE = /^[A-Za-z0-9][A-Za-z0-9.+-]*$/;

/** Undefined with an error when the file cannot be used; names, versions, hashes and sizes are checked. */
export function parseChanges(input: string | Uint8Array, file?: string): Parsed<Changes | undefined> {
  const { value: stanza, problems } = parseSingleStanza(input, file);
  if (!stanza) return { value: undefined, problems };
  const fields = new FieldReader(stanza, "changes");
  const listed = listedFiles(stanza);
  const reference = fields.source("Source");
  const version = fields.version("Version");
  const changes: Changes = {
    source: reference.name,
    version,
    sourceVersion: reference.version ?? version,
    binaries: fields.names("Binary"),
    architectures: fields.architectures("Architecture"),
    distributions: words(fields.required("Distribution")),
    urgency: fields.text("Urgency").toLowerCase(),
    maintainer: fields.required("Maintainer"),
    changedBy: fields.text("Changed-By"),
    date: parseDate(fields.required("Date")),
    closes: words(fields.text("Closes")).map(Number).filter(Number.isSafeInteger),
    changes: fields.text("Changes"),
    files: listed.files,
  };
  if (!changes.distributions.every((suite) => SUITE.test(suite))) {
    fields.refuse("Distribution", "distribution", "Distribution names suites, separated by spaces.");
  }
  if (fields.text("Date") !== "" && !changes.date) {
    fields.refuse("Date", "date", "The date is not of the form `Sat, 21 Nov 2026 14:02:00 +0000`.");
  }
  const all = [...problems, ...fields.problems, ...listed.problems];
  return { value: hasErrors(all) ? undefined : changes, problems: all };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
