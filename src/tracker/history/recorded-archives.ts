import { mkdir, open, readdir, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import zlib from "node:zlib";
import { SamedayError, sha256 } from "../../kernel/index.ts";
import { createSourceTable } from "../archive/source-table.ts";
import type { RowRole, SourceVersions } from "../archive/source-versions.ts";
import { second } from "./step.ts";

const gzip = promisify(zlib.gzip);
const gunzip = promisify(zlib.gunzip);
const RECORD = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)-([0-9a-f]{32})\.tsv\.gz$/;

/** A state of the archive that was recorded; the hash is of its table. */
export interface RecordedArchive {
  readonly dated: Date;
  readonly hash: string;
  readonly file: string;
}

/** Every recorded state, oldest first. */
export async function recordedArchives(directory: string): Promise<readonly RecordedArchive[]> {
  const names = await readdir(join(directory, "archives")).catch(() => []);
  return names.sort().flatMap((file) => {
    const [, date = "", hash = ""] = RECORD.exec(file) ?? [];
    return hash === "" ? [] : [{ dated: new Date(date), hash, file }];
  });
}

/** Records a state unless the one before that date is the same. */
export async function recordArchive(
  directory: string,
  versions: SourceVersions,
  dated: Date,
): Promise<RecordedArchive> {
  const text = tableText(versions);
  const hash = sha256(Buffer.from(text, "latin1")).slice(0, 32);
  const before = (await recordedArchives(directory)).filter((one) => one.dated <= dated).at(-1);
  if (before?.hash === hash) return before;
  const folder = join(directory, "archives");
  await mkdir(folder, { recursive: true });
  const file = `${second(dated)}-${hash}.tsv.gz`;
  const handle = await open(join(folder, `${file}.partial`), "w");
  await handle.writeFile(await gzip(Buffer.from(text, "latin1")));
  await handle.sync();
  await handle.close();
  await rename(join(folder, `${file}.partial`), join(folder, file));
  return { dated: new Date(second(dated)), hash, file };
}

/** Throws INPUT_INVALID when the record is not what its name says. */
export async function readRecordedArchive(directory: string, record: RecordedArchive): Promise<SourceVersions> {
  const table = createSourceTable();
  for (const line of (await tableOf(directory, record)).toString("latin1").split("\n")) {
    const [name, release, role, area, version] = line.split("\t");
    if (version === undefined) continue;
    table.add(name as string, release as string, role as RowRole, area as string, version);
  }
  return table.versions;
}

/** Throws INPUT_INVALID when the record is not what its name says; for whoever keeps it without reading it. */
export async function requireWholeArchive(directory: string, record: RecordedArchive): Promise<void> {
  await tableOf(directory, record);
}

async function tableOf(directory: string, { file, hash }: RecordedArchive): Promise<Buffer> {
  const path = join(directory, "archives", file);
  const bytes = await readFile(path)
    .then(gunzip)
    .catch((error) => {
      throw new SamedayError("INPUT_INVALID", `The recorded archive ${path} cannot be read.`, error);
    });
  if (sha256(bytes).slice(0, 32) === hash) return bytes;
  throw new SamedayError("INPUT_INVALID", `The recorded archive ${path} is damaged: its hash is not that of its name.`);
}

function tableText(versions: SourceVersions): string {
  const lines: string[] = [];
  for (const name of [...versions.packages()].sort()) {
    for (const { release, role, area, version } of versions.rowsOf(name)) {
      lines.push([name, release, role, area, version].join("\t"));
    }
  }
  return `${lines.join("\n")}\n`;
}
