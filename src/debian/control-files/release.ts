import { hasErrors, isSha256, type Parsed, type Place, type Problem } from "../../kernel/index.ts";
import { parseDate } from "../dates.ts";
import type { Stanza } from "../deb822/stanza.ts";
import { isSize } from "../files.ts";
import { isYes } from "../index-files/source-entry.ts";
import { isArchivePath } from "../names.ts";
import { errorAt, quote, warningAt } from "../problems.ts";
import { FieldReader } from "./fields.ts";
import { parseSingleStanza } from "./single-stanza.ts";

/** A file that a Release file vouches for. */
export interface ReleaseFile {
  /** Below the suite's directory: `main/source/Sources.xz`. */
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
}

/** The signed statement of what a suite holds (Debian wiki, RepositoryFormat; apt-secure(8)). */
export interface ReleaseStatement {
  readonly origin: string;
  readonly label: string;
  readonly suite: string;
  readonly codename: string;
  readonly version: string;
  readonly date: Date;
  /** After this instant the statement is stale; absent where an archive makes no such promise. */
  readonly validUntil: Date | undefined;
  readonly acquireByHash: boolean;
  readonly architectures: readonly string[];
  readonly components: readonly string[];
  /** By path; every file that has a SHA-256 sum. */
  readonly files: ReadonlyMap<string, ReleaseFile>;
}

/**
 * Reads the body of Release or InRelease after its signature was verified. Undefined with an error when it is
 * unusable.
 */
export function parseRelease(input: string | Uint8Array, file?: string): Parsed<ReleaseStatement | undefined> {
  const { value: stanza, problems } = parseSingleStanza(input, file);
  if (!stanza) return { value: undefined, problems };
  const fields = new FieldReader(stanza, "release");
  const listed = parseFiles(stanza);
  const date = parseDate(fields.required("Date"));
  const validUntil = parseDate(fields.text("Valid-Until"));
  if (fields.text("Date") !== "" && !date) fields.refuse("Date", "date", "The date cannot be read.");
  if (fields.text("Valid-Until") !== "" && !validUntil)
    fields.refuse("Valid-Until", "date", "The date cannot be read.");
  const all = [...problems, ...fields.problems, ...listed.problems];
  if (!date || hasErrors(all)) return { value: undefined, problems: all };
  const value: ReleaseStatement = {
    origin: fields.text("Origin"),
    label: fields.text("Label"),
    suite: fields.text("Suite"),
    codename: fields.text("Codename"),
    version: fields.text("Version"),
    date,
    validUntil,
    acquireByHash: isYes(fields.text("Acquire-By-Hash")),
    architectures: words(fields.text("Architectures")),
    components: words(fields.text("Components")),
    files: listed.value,
  };
  return { value, problems: all };
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

function parseFiles(stanza: Stanza): Parsed<Map<string, ReleaseFile>> {
  const value = new Map<string, ReleaseFile>();
  const field = stanza.field("SHA256");
  if (!field) {
    const message = stanza.field("MD5Sum")
      ? "Only MD5 or SHA-1 sums are given, which prove nothing any more; the field SHA256 is needed."
      : "The field SHA256 is missing: no index is vouched for.";
    return { value, problems: [errorAt(stanza.place, "release-no-sha256", message)] };
  }
  const problems: Problem[] = [];
  for (const { text, place } of field.lines) {
    if (text.trim() === "") continue;
    const [sha256 = "", size = "", path = "", ...rest] = text.trim().split(/[ \t]+/);
    const fault =
      rest.length > 0 ? errorAt(place, "release-line", "A line has three words.") : judge(sha256, size, path, place);
    const known = value.get(path);
    if (fault) problems.push(fault);
    else if (known && known.sha256 !== sha256)
      problems.push(errorAt(place, "release-duplicate", `${quote(path)} has two sums.`));
    else value.set(path, { path, size: Number(size), sha256 });
  }
  return { value, problems };
}

/** A path that leaves the suite is set aside with a warning only: apt ignores what it does not ask for, too. */
function judge(sha256: string, size: string, path: string, place: Place): Problem | undefined {
  if (!isSha256(sha256)) return errorAt(place, "release-hash", "A SHA-256 sum has 64 lower-case hexadecimal digits.");
  if (!isSize(size)) return errorAt(place, "release-size", `${quote(size)} is no size in bytes.`);
  if (!isArchivePath(path)) return warningAt(place, "release-path", `${quote(path)} leaves the suite's directory.`);
  return undefined;
}
