import { isValidVersion, type Parsed, type Problem } from "../../kernel/index.ts";
import type { Stanza } from "../deb822/stanza.ts";
import { type ListedFile, parseListedFiles } from "../files.ts";
import { isArchivePath, isPackageName } from "../names.ts";
import { errorAt, placeOf, quote, warningAt } from "../problems.ts";
import type { SourceEntry } from "./entries.ts";

/** A stanza of Sources as an entry; undefined with an error when it cannot be used. */
export function toSourceEntry(stanza: Stanza, component: string): Parsed<SourceEntry | undefined> {
  const problems = judge(stanza);
  if (problems.some((problem) => problem.severity === "error")) return { value: undefined, problems };
  return { value: entryOf(stanza, component), problems };
}

function judge(stanza: Stanza): Problem[] {
  const name = stanza.get("Package") ?? "";
  const version = stanza.get("Version") ?? "";
  const problems: Problem[] = [];
  if (!isPackageName(name)) {
    problems.push(
      errorAt(placeOf(stanza, "Package"), "sources-package", `${quote(name)} is no source package's name.`),
    );
  }
  if (!isValidVersion(version)) {
    problems.push(errorAt(placeOf(stanza, "Version"), "sources-version", `${quote(version)} is no version.`));
  }
  const directory = stanza.get("Directory");
  if (directory && !isArchivePath(directory)) {
    problems.push(errorAt(placeOf(stanza, "Directory"), "sources-directory", "The directory leaves the archive."));
  }
  if (stanza.field("Files") && !stanza.field("Checksums-Sha256")) {
    const message = `${quote(name)} ${quote(version)} has no SHA-256 sums; its files cannot be fetched.`;
    problems.push(warningAt(placeOf(stanza, "Files"), "sources-no-sha256", message));
  }
  return problems;
}

function entryOf(stanza: Stanza, component: string): SourceEntry {
  return {
    package: stanza.get("Package") ?? "",
    version: stanza.get("Version") ?? "",
    component,
    section: stanza.get("Section") ?? "",
    architecture: stanza.get("Architecture") ?? "",
    binaries: splitBinaries(stanza.get("Binary") ?? ""),
    extraSourceOnly: isYes(stanza.get("Extra-Source-Only")),
    directory: stanza.get("Directory") ?? "",
    checksums: (stanza.field("Checksums-Sha256")?.lines ?? []).map((line) => line.text).join("\n "),
  };
}

/** Names between commas and white space; continuation lines included. */
export function splitBinaries(text: string): string[] {
  return text.split(/[\s,]+/).filter((name) => name !== "");
}

export function isYes(text: string | undefined): boolean {
  return text?.toLowerCase() === "yes";
}

/** The files of a source package with sizes and hashes; problems when the index gave none that can be trusted. */
export function sourceFiles(entry: SourceEntry): Parsed<readonly ListedFile[]> {
  const lines = entry.checksums.split("\n").map((text, index) => ({ text, place: { line: index + 1, column: 1 } }));
  const { files, problems } = parseListedFiles(lines);
  if (files.length > 0 || problems.length > 0) return { value: files, problems };
  const message = `${entry.package} ${entry.version} names no files with SHA-256 sums.`;
  return { value: [], problems: [errorAt({ line: 1, column: 1 }, "files-no-sha256", message)] };
}
