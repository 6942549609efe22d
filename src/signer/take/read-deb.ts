import { isArchitecture, isPackageName, parseSourceReference } from "../../debian/index.ts";
import { isValidVersion, type ProcessRunner, SamedayError, versionWithoutEpoch } from "../../kernel/index.ts";
import { controlFields } from "../control-fields.ts";
import { componentOf } from "./pool-place.ts";
import type { TakenFile } from "./take-files.ts";

/** A binary package, as its own control file describes it. */
export interface DebFile extends TakenFile {
  readonly package: string;
  readonly version: string;
  readonly architecture: string;
  /** Source package and version that it says it was built from. */
  readonly source: string;
  readonly sourceVersion: string;
  readonly component: string;
}

/** Reads a .deb by dpkg-deb. Throws INPUT_INVALID when it is none, or when its name is not the one that its content gives. */
export async function readDeb(runner: ProcessRunner, file: TakenFile): Promise<DebFile> {
  const finished = await runner
    .run({
      argv: ["dpkg-deb", "--field", file.path, "Package", "Version", "Architecture", "Source", "Section"],
      timeLimitMs: 120_000,
      maxOutputBytes: 256 * 1024,
    })
    .catch((cause) => {
      if (cause instanceof SamedayError && cause.code === "TOOL_MISSING") throw cause;
      throw new SamedayError("INPUT_INVALID", `${file.name} is not a Debian package.`, cause);
    });
  const fields = controlFields(Buffer.from(finished.stdout).toString("utf8"), file.name);
  const name = fields.get("Package") ?? "";
  const version = fields.get("Version") ?? "";
  const architecture = fields.get("Architecture") ?? "";
  const reference = parseSourceReference(fields.get("Source") ?? name);
  if (!isPackageName(name) || !isValidVersion(version) || !isArchitecture(architecture) || !reference) {
    throw new SamedayError("INPUT_INVALID", `${file.name} names no package, version or architecture.`);
  }
  const kind = file.name.slice(file.name.lastIndexOf("."));
  if (file.name !== `${name}_${versionWithoutEpoch(version)}_${architecture}${kind}`) {
    throw new SamedayError("INPUT_INVALID", `${file.name} holds ${name} ${version} for ${architecture}.`);
  }
  const component = componentOf(fields.get("Section") ?? "");
  const builtFrom = { source: reference.name, sourceVersion: reference.version ?? version };
  return { ...file, package: name, version, architecture, ...builtFrom, component };
}
