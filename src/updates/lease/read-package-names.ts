import type { NamedFile } from "../../builder/index.ts";
import { parseStanzas } from "../../debian/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import type { LineContext } from "../context.ts";

export interface NamedPackageFile extends NamedFile {
  readonly package: string;
  readonly package_version: string;
}

/** Adds to each .deb the package name and version that its own control file gives; other files get empty ones. */
export function readPackageNames(context: LineContext, files: readonly NamedFile[]): Promise<NamedPackageFile[]> {
  return Promise.all(
    files.map(async (file) => {
      if (!/\.u?deb$/.test(file.name)) return { ...file, package: "", package_version: "" };
      const finished = await context.runner.run({
        argv: ["dpkg-deb", "--field", context.blobs.path(file.sha256), "Package", "Version"],
        timeLimitMs: 60_000,
        maxOutputBytes: 64 * 1024,
      });
      const [stanza] = parseStanzas(Buffer.from(finished.stdout).toString("utf8")).value;
      const name = stanza?.get("Package");
      const version = stanza?.get("Version");
      if (!name || !version) throw new SamedayError("INPUT_INVALID", `${file.name} names no package or no version.`);
      return { ...file, package: name, package_version: version };
    }),
  );
}
