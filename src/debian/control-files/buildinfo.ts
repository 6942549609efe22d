import { hasErrors, isValidVersion, type Parsed, type Problem } from "../../kernel/index.ts";
import { parseDate } from "../dates.ts";
import type { Stanza } from "../deb822/stanza.ts";
import { type ListedFile, listedFiles } from "../files.ts";
import { isArchitecture, isPackageName } from "../names.ts";
import { errorAt, quote } from "../problems.ts";
import { FieldReader } from "./fields.ts";
import { parseSingleStanza } from "./single-stanza.ts";

/** A package that was installed while building; `architecture` only where it differs from the build's own. */
export interface InstalledPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture?: string;
}

/** What a build was made from and in (deb-buildinfo(5)), without the signature around it. */
export interface Buildinfo {
  readonly source: string;
  /** Of what was built. */
  readonly version: string;
  readonly sourceVersion: string;
  readonly binaries: readonly string[];
  readonly architectures: readonly string[];
  readonly files: readonly ListedFile[];
  /** `Debian`; `` when absent. */
  readonly buildOrigin: string;
  readonly buildArchitecture: string;
  readonly buildDate: Date | undefined;
  /** `` when the builder did not tell it. */
  readonly buildPath: string;
  readonly installed: readonly InstalledPackage[];
  readonly environment: ReadonlyMap<string, string>;
}

/** Undefined with an error when the file cannot be used: an environment that is half known recreates nothing. */
export function parseBuildinfo(input: string | Uint8Array, file?: string): Parsed<Buildinfo | undefined> {
  const { value: stanza, problems } = parseSingleStanza(input, file);
  if (!stanza) return { value: undefined, problems };
  const fields = new FieldReader(stanza, "buildinfo");
  const listed = listedFiles(stanza);
  const installed = parseInstalled(stanza);
  const environment = parseEnvironment(stanza);
  const reference = fields.source("Source");
  const version = fields.version("Version");
  const buildinfo: Buildinfo = {
    source: reference.name,
    version,
    sourceVersion: reference.version ?? version,
    binaries: fields.names("Binary"),
    architectures: fields.architectures("Architecture"),
    files: listed.files,
    buildOrigin: fields.text("Build-Origin"),
    buildArchitecture: fields.required("Build-Architecture"),
    buildDate: parseDate(fields.text("Build-Date")),
    buildPath: fields.text("Build-Path"),
    installed: installed.value,
    environment: environment.value,
  };
  if (fields.required("Installed-Build-Depends") !== "" && installed.value.length === 0) {
    fields.refuse("Installed-Build-Depends", "installed", "No installed package is named.");
  }
  const all = [...problems, ...fields.problems, ...listed.problems, ...installed.problems, ...environment.problems];
  return { value: hasErrors(all) ? undefined : buildinfo, problems: all };
}

const INSTALLED = /^([^\s:()]+)(?::([^\s:()]+))? \(= ([^\s()]+)\)$/;

function parseInstalled(stanza: Stanza): Parsed<InstalledPackage[]> {
  const value: InstalledPackage[] = [];
  const problems: Problem[] = [];
  for (const line of stanza.field("Installed-Build-Depends")?.lines ?? []) {
    for (const entry of line.text.split(",").map((part) => part.trim())) {
      if (entry === "") continue;
      const [, name = "", architecture, version = ""] = INSTALLED.exec(entry) ?? [];
      const good = isPackageName(name) && isValidVersion(version) && (!architecture || isArchitecture(architecture));
      if (good) value.push({ name, version, ...(architecture === undefined ? {} : { architecture }) });
      else
        problems.push(
          errorAt(line.place, "buildinfo-installed", `${quote(entry)} is not of the form "name (= version)".`),
        );
    }
  }
  return { value, problems };
}

const VARIABLE = /^([A-Za-z_][A-Za-z0-9_]*)="((?:[^"\\]|\\.)*)"$/;

/** `NAME="value"` a line; a backslash stands before a quotation mark, a backslash or a dollar sign. */
function parseEnvironment(stanza: Stanza): Parsed<Map<string, string>> {
  const value = new Map<string, string>();
  const problems: Problem[] = [];
  for (const line of stanza.field("Environment")?.lines ?? []) {
    const text = line.text.trim();
    if (text === "") continue;
    const [, name, quoted] = VARIABLE.exec(text) ?? [];
    if (name !== undefined && quoted !== undefined) value.set(name, quoted.replace(/\\(.)/g, "$1"));
    else problems.push(errorAt(line.place, "buildinfo-environment", 'A variable is written as NAME="value".'));
  }
  return { value, problems };
}
