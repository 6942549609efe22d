import type { NamedFile } from "../../builder/index.ts";
import { parseStanzas } from "../../debian/index.ts";
import { SamedayError, toSamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";

export interface NamedPackageFile extends NamedFile {
  readonly package: string;
  readonly package_version: string;
  readonly package_architecture: string;
}

/**
 * Adds to each .deb the package name, version and architecture that its own control file gives; other files get empty
 * ones. Throws INPUT_INVALID for a .deb that dpkg cannot read.
 */
export function readPackageNames(context: LineContext, files: readonly NamedFile[]): Promise<NamedPackageFile[]> {
  return Promise.all(
    files.map(async (file) => {
      if (!/\.u?deb$/.test(file.name)) return { ...file, package: "", package_version: "", package_architecture: "" };
      const finished = await context.runner
        .run({
          argv: ["dpkg-deb", "--field", context.blobs.path(file.sha256), "Package", "Version", "Architecture"],
          timeLimitMs: 60_000,
          maxOutputBytes: 64 * 1024,
        })
        .catch((thrown) => {
          if (toSamedayError(thrown).code !== "PROCESS_FAILED") throw thrown;
          throw new SamedayError("INPUT_INVALID", `${file.name} is no Debian package that dpkg can read.`, thrown);
        });
      const [stanza] = parseStanzas(Buffer.from(finished.stdout).toString("utf8")).value;
      const name = stanza?.get("Package");
      const version = stanza?.get("Version");
      const architecture = stanza?.get("Architecture");
      if (!name || !version || !architecture) {
        throw new SamedayError("INPUT_INVALID", `${file.name} names no package, no version or no architecture.`);
      }
      return { ...file, package: name, package_version: version, package_architecture: architecture };
    }),
  );
}
