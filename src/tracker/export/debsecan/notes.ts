import type { BinaryVersions } from "../../archive/binary-versions.ts";
import type { SourceVersions } from "../../archive/source-versions.ts";
import { descriptionIn } from "../../format/parse-header.ts";
import type { ListRecord, Note, Urgency } from "../../format/types.ts";
import { keyOf } from "../../model/key-of.ts";
import { effectiveVersion, type MergedNote, mergeOf } from "../../model/merge-notes.ts";
import { descriptionOf } from "../../model/resolve-issue.ts";
import type { Tracker } from "../../model/tracker.ts";

/** `unknown` is a package that no suite ever held. */
export type PackageKind = "source" | "binary" | "unknown" | "itp";

/** A row of Debian's table of notes, advisories merged into issues; advisories have rows of their own as well. */
export interface FlatNote {
  /** An issue or an advisory. */
  readonly name: string;
  readonly package: string;
  /** "" is the default note. */
  readonly release: string;
  /** "0" is not affected, "undetermined" as it is; undefined has no fix. */
  readonly fixed: string | undefined;
  readonly urgency: Urgency;
  readonly kind: PackageKind;
}

export interface FlatNotes {
  readonly notes: readonly FlatNote[];
  /** The header's text of every name in `notes`. */
  readonly descriptions: ReadonlyMap<string, string>;
}

/** Lays the tracker out flat, as Debian's debsecan data is made from it. */
export function flatNotes(tracker: Tracker, archive: SourceVersions, binaries: BinaryVersions): FlatNotes {
  const notes: FlatNote[] = [];
  const descriptions = new Map<string, string>();
  const kindOf = packageKinds(tracker, archive, binaries);
  const put = (name: string, note: Note): void => {
    const kind = note.kind === "itp" ? "itp" : kindOf(note.package);
    const { package: packageName, release = "", urgency } = note;
    notes.push({ name, package: packageName, release, fixed: effectiveVersion(note), urgency, kind });
  };
  for (const name of tracker.issueNames()) {
    const resolved = tracker.issue(name);
    // An issue that only an extend file or an advisory knows has no record that could describe it.
    if (resolved === undefined || !resolved.contributions.some(({ file }) => file.kind === "issues")) continue;
    for (const claim of resolved.claims) put(name, claim.note);
    descriptions.set(name, descriptionOf(resolved));
  }
  for (const layer of tracker.layers) {
    for (const file of layer.lists) {
      if (file.kind !== "advisories") continue;
      for (const record of file.records) {
        for (const note of mergedNotes(record)) put(record.name, note);
        descriptions.set(record.name, advisoryText(file.text, record.start));
      }
    }
  }
  return { notes, descriptions };
}

function mergedNotes(record: ListRecord): readonly Note[] {
  const byKey = new Map<string, MergedNote>();
  for (const note of record.notes) {
    const key = keyOf(note.package, note.release);
    const there = byKey.get(key);
    if (there) there.add(note);
    else byKey.set(key, mergeOf(note));
  }
  return Array.from(byKey.values(), (merged) => merged.note());
}

function advisoryText(text: string, start: number): string {
  const newline = text.indexOf("\n", start);
  return descriptionIn(text, start) === ""
    ? ""
    : text
        .slice(start, newline < 0 ? text.length : newline)
        .replace(/^\[[^\]]*\]\s+\S+\s*/, "")
        .trim();
}

function packageKinds(
  tracker: Tracker,
  archive: SourceVersions,
  binaries: BinaryVersions,
): (name: string) => PackageKind {
  const removed = new Set<string>();
  for (const layer of tracker.layers) {
    for (const name of layer.removedPackages) removed.add(name);
    for (const file of layer.lists) {
      for (const record of file.records) {
        for (const note of record.notes) if (note.kind === "removed") removed.add(note.package);
      }
    }
  }
  return (name) => {
    if (archive.rowsOf(name).length > 0 || removed.has(name)) return "source";
    return binaries.isBinary(name) ? "binary" : "unknown";
  };
}
