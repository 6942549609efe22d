import { resolve } from "node:path";
import { type ProcessRunner, SamedayError } from "../../../kernel/index.ts";
import type { DatedFile, ExportEntry, MadeFile } from "../write/export-file.ts";
import { type OvalSource, ovalDocument } from "./oval-document.ts";

const BZIP2_TIME_LIMIT_MS = 10 * 60_000;
const BZIP2_BYTES = 1024 ** 3;
/** Stands for the time while only the content is compared. */
const NO_TIME = "1970-01-01T00:00:00.000Z";

/**
 * `oval-definitions-CODENAME.xml` for each release of the lists that the archive holds; backports have none, because no
 * machine runs them alone. Throws INPUT_INVALID when the archive's indexes name no binary packages, which is all that a
 * machine could be asked for.
 */
export function ovalFiles(source: OvalSource): readonly DatedFile[] {
  const { tracker, archive, binaries } = source;
  const releases = archive.releases.filter((codename) => tracker.releases.has(codename));
  const named = releases.filter((codename) =>
    [...archive.packages()].some((name) => binaries.packagesOf(name, codename).length > 0),
  );
  if (named.length === 0) {
    throw new SamedayError("INPUT_INVALID", "OVAL speaks about binary packages, and no Packages index names any.");
  }
  return named.map((release) => ({
    path: `oval-definitions-${release}.xml`,
    render: (revisions) => ovalDocument(source, release, revisions.at(-1) ?? NO_TIME),
    revisionsIn: ovalRevisions,
    large: true,
  }));
}

/** When a document changed last, which is all that it says of its revisions; that stands in its head. */
function ovalRevisions(bytes: Uint8Array): readonly string[] | undefined {
  const head = Buffer.from(bytes.subarray(0, 2048)).toString("utf8");
  const timestamp = /<oval:timestamp>([^<]*)</.exec(head)?.[1];
  return timestamp === undefined ? undefined : [timestamp];
}

/** The same compressed by bzip2, the form that scanners fetch. */
export function* ovalSummaries(
  entries: readonly ExportEntry[],
  directory: string,
  processes: ProcessRunner,
): Generator<MadeFile, void> {
  for (const { path, sha256 } of entries) {
    yield {
      path: `${path}.bz2`,
      from: sha256,
      async make(sink) {
        await processes.run({
          argv: ["bzip2", "-9", "-c", resolve(directory, path)],
          output: sink,
          timeLimitMs: BZIP2_TIME_LIMIT_MS,
          maxOutputBytes: BZIP2_BYTES,
        });
      },
    };
  }
}
