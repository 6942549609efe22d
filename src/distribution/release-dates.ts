import { readFile } from "node:fs/promises";
import { SamedayError } from "../kernel/index.ts";
import { createReport } from "./read/field.ts";
import { definition } from "./schema.ts";
import { parseToml } from "./toml/tree.ts";
import type { Release } from "./types.ts";

/** What a definition says of its releases in time; needs neither keyrings nor mirrors to be there. */
export type ReleaseDates = Pick<Release, "codename" | "version" | "phases">;

/** Reads the releases' dates alone, quickly, also where the rest of the definition would not hold. Throws INPUT_INVALID. */
export async function readReleaseDates(path: string): Promise<readonly ReleaseDates[]> {
  const bytes = await readFile(path).catch((cause) => {
    throw new SamedayError("INPUT_INVALID", `${path} cannot be read.`, cause);
  });
  const toml = parseToml(bytes, path);
  const rows = toml.value && definition.read(toml.value, createReport());
  if (!rows)
    throw new SamedayError(
      "INPUT_INVALID",
      `${path} is no distribution definition; check it with \`sameday distribution check\`.`,
    );
  return rows.release.map(({ codename, version, phase }) => ({
    codename: codename.value,
    version: version.value,
    phases: phase.map((row) => ({ name: row.name, from: row.from.value, until: row.until.value })),
  }));
}
