import { open } from "node:fs/promises";
import { isValidVersion, type Parsed, type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { parseSingleStanza } from "../control-files/single-stanza.ts";
import type { Stanza } from "../deb822/stanza.ts";
import { isArchitecture, isPackageName } from "../names.ts";
import { errorAt, quote } from "../problems.ts";
import { type ArMember, parseAr } from "./ar.ts";
import { DEB_LIMITS, DebFault, type DebLimits } from "./limits.ts";
import { readTar, type TarMember } from "./read-tar.ts";

/** What a .deb holds, without anything having been unpacked to disk. */
export interface Deb {
  readonly package: string;
  readonly version: string;
  readonly architecture: string;
  readonly control: Stanza;
  /** `preinst`, `postinst`, `prerm`, `postrm` and `config`, as text. */
  readonly scripts: ReadonlyMap<string, string>;
  /** By path without a leading slash, as the package's own list gives them; dpkg's file, not a proof. */
  readonly md5sums: ReadonlyMap<string, string>;
  readonly conffiles: readonly string[];
  /** Every file of the control archive by name. */
  readonly controlFiles: ReadonlyMap<string, Uint8Array>;
  readonly files: readonly TarMember[];
}

const SCRIPTS = ["preinst", "postinst", "prerm", "postrm", "config"];
const START = { line: 1, column: 1 };

/**
 * Reads a .deb (deb(5)) from a file. What is wrong with the package is a problem and the value is undefined;
 * thrown is only what is wrong with this machine: INPUT_INVALID for an unreadable path, TOOL_MISSING,
 * PROCESS_TIMED_OUT.
 */
export async function readDeb(
  runner: ProcessRunner,
  file: string,
  limits = DEB_LIMITS,
): Promise<Parsed<Deb | undefined>> {
  try {
    return await readMembers(runner, await readWhole(file, limits.fileBytes), file, limits);
  } catch (error) {
    if (!(error instanceof DebFault)) throw error;
    return { value: undefined, problems: [errorAt({ file, ...START }, error.code, error.message)] };
  }
}

async function readWhole(file: string, limit: number): Promise<Uint8Array> {
  const handle = await open(file).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `The file ${file} cannot be read.`, cause);
  });
  try {
    const { size } = await handle.stat();
    if (size > limit) throw new DebFault("deb-too-large", "The package is larger than its limit.");
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

async function readMembers(
  runner: ProcessRunner,
  bytes: Uint8Array,
  file: string,
  limits: DebLimits,
): Promise<Parsed<Deb | undefined>> {
  const ar = parseAr(bytes);
  if (ar.problems.length > 0) return { value: undefined, problems: ar.problems.map((problem) => at(problem, file)) };
  const { controlArchive, dataArchive } = debMembers(ar.value);
  const controlFiles = new Map<string, Uint8Array>();
  const contents = ({ path }: TarMember, data: Uint8Array): void => {
    controlFiles.set(path, data);
  };
  await readTar(controlArchive, { runner, bytes: limits.controlBytes, entries: limits.entries, contents });
  const files = await readTar(dataArchive, { runner, bytes: limits.dataBytes, entries: limits.entries });
  return toDeb(controlFiles, files, file);
}

/** Format 2.0: `debian-binary`, then control and data; members that begin with an underscore are private (deb(5)). */
function debMembers(members: readonly ArMember[]): { controlArchive: ArMember; dataArchive: ArMember } {
  const [format, controlArchive, dataArchive, ...rest] = members.filter((member) => !member.name.startsWith("_"));
  const formatText = Buffer.from(format?.bytes.subarray(0, 16) ?? []).toString("latin1");
  if (format?.name !== "debian-binary" || !/^2\.\d+\n/.test(formatText)) {
    throw new DebFault(
      "deb-form",
      "The file is no package of format 2.0: debian-binary is missing or of another version.",
    );
  }
  if (!controlArchive?.name.startsWith("control.tar") || !dataArchive?.name.startsWith("data.tar") || rest.length > 0) {
    throw new DebFault("deb-form", "After debian-binary a package has exactly control.tar and data.tar.");
  }
  return { controlArchive, dataArchive };
}

function toDeb(
  controlFiles: ReadonlyMap<string, Uint8Array>,
  files: readonly TarMember[],
  file: string,
): Parsed<Deb | undefined> {
  const parsed = parseSingleStanza(controlFiles.get("control") ?? "", file);
  const control = parsed.value;
  if (!control) return { value: undefined, problems: parsed.problems };
  const [name, version, architecture] = ["Package", "Version", "Architecture"].map((field) => control.get(field) ?? "");
  if (!name || !version || !architecture)
    throw new DebFault("deb-form", "control lacks Package, Version or Architecture.");
  if (!isPackageName(name)) throw new DebFault("deb-form", `${quote(name)} is no package's name.`);
  if (!isValidVersion(version)) throw new DebFault("deb-form", `${quote(version)} is no version.`);
  if (!isArchitecture(architecture)) throw new DebFault("deb-form", `${quote(architecture)} is no architecture.`);
  const text = (member: string): string => Buffer.from(controlFiles.get(member) ?? []).toString("utf8");
  const scripts = SCRIPTS.filter((script) => controlFiles.has(script));
  const value: Deb = {
    package: name,
    version,
    architecture,
    control,
    scripts: new Map(scripts.map((script) => [script, text(script)])),
    md5sums: parseMd5sums(text("md5sums")),
    conffiles: text("conffiles")
      .split("\n")
      .filter((line) => line !== ""),
    controlFiles,
    files,
  };
  return { value, problems: parsed.problems };
}

function parseMd5sums(text: string): Map<string, string> {
  const lines = text.matchAll(/^([0-9a-f]{32}) [ *](.+)$/gm);
  return new Map([...lines].map(([, hash = "", path = ""]) => [path, hash]));
}

function at<T extends { place: object }>(problem: T, file: string): T {
  return { ...problem, place: { ...problem.place, file } };
}
