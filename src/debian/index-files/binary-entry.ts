import { isSha256, isValidVersion, type Parsed, type Problem } from "../../kernel/index.ts";
import type { Stanza } from "../deb822/stanza.ts";
import { isSize } from "../files.ts";
import { isArchitecture, isArchivePath, isPackageName } from "../names.ts";
import { errorAt, placeOf, quote, warningAt } from "../problems.ts";
import { parseSourceReference } from "../source-reference.ts";
import type { BinaryEntry, BinaryFile } from "./entries.ts";

/** A stanza of Packages as an entry; undefined with an error when it cannot be used. */
export function toBinaryEntry(stanza: Stanza, component: string): Parsed<BinaryEntry | undefined> {
  const name = stanza.get("Package") ?? "";
  const version = stanza.get("Version") ?? "";
  const architecture = stanza.get("Architecture") ?? "";
  const reference = parseSourceReference(stanza.get("Source") ?? name);
  const problems: Problem[] = [];
  const refuse = (field: string, code: string, message: string) =>
    problems.push(errorAt(placeOf(stanza, field), code, message));
  if (!isPackageName(name)) refuse("Package", "packages-package", `${quote(name)} is no package's name.`);
  if (!isValidVersion(version)) refuse("Version", "packages-version", `${quote(version)} is no version.`);
  if (!isArchitecture(architecture)) {
    refuse("Architecture", "packages-architecture", `${quote(architecture)} is no architecture.`);
  }
  if (!reference) refuse("Source", "packages-source", "Source is not of the form `name` or `name (version)`.");
  if (!reference || problems.length > 0) return { value: undefined, problems };
  const { file, problem } = fileOf(stanza);
  const value: BinaryEntry = {
    package: name,
    version,
    architecture,
    component,
    source: reference.name,
    sourceVersion: reference.version ?? version,
    file,
    builtUsing: stanza.get("Built-Using") ?? "",
    staticBuiltUsing: stanza.get("Static-Built-Using") ?? "",
  };
  return { value, problems: problem ? [problem] : [] };
}

function fileOf(stanza: Stanza): { file: BinaryFile | undefined; problem?: Problem } {
  const path = stanza.get("Filename");
  if (path === undefined) return { file: undefined };
  const size = stanza.get("Size") ?? "";
  const sha256 = stanza.get("SHA256") ?? "";
  if (isArchivePath(path) && isSize(size) && isSha256(sha256)) return { file: { path, size: Number(size), sha256 } };
  const message = "The file needs a path inside the archive, a size and a SHA-256 sum; it cannot be fetched.";
  return { file: undefined, problem: warningAt(placeOf(stanza, "Filename"), "packages-file", message) };
}
