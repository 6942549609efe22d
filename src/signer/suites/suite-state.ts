import { readFile, readlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { SamedayError, type Sha256 } from "../../kernel/index.ts";
import { makeDirectory, replaceFile } from "../files/durable.ts";
import type { PackageStanza } from "./stanzas.ts";
import type { PublishedSuite } from "./suite.ts";

/** What one suite holds at one serial. A serial's state never changes once the suite points at it. */
export interface SuiteState {
  readonly serial: number;
  /** RFC 3339; not before the date of the serial before, or apt would take the suite for a replayed one. */
  readonly date: string;
  readonly validUntil: string;
  /** Fingerprints of the keys that signed it. */
  readonly signedBy: readonly string[];
  /** Of the keys in the keyring package; 0 for a queue. */
  readonly keyGeneration: number;
  readonly entries: readonly SuiteEntry[];
  /** Indices of this serial and of recent ones, newest first: their by-hash files stay within reach. */
  readonly generations: readonly IndexGeneration[];
  /** Pool places that no entry names any more; removed some days later, when nobody can still be asking for them. */
  readonly retired: readonly { readonly place: string; readonly at: string }[];
}

/** One source package in a suite. */
export interface SuiteEntry {
  readonly update: string;
  readonly source: string;
  readonly version: string;
  readonly files: readonly { readonly name: string; readonly sha256: Sha256 }[];
  /** The serial with which it came. */
  readonly serial: number;
  readonly places: readonly string[];
  readonly packages: readonly PackageStanza[];
  readonly sources: { readonly component: string; readonly text: string } | null;
}

export interface IndexGeneration {
  readonly at: string;
  /** Path under the snapshot (`main/binary-amd64/Packages.xz`) and hash. */
  readonly files: readonly { readonly path: string; readonly sha256: Sha256 }[];
}

/** The serial that a suite's symlink points at; undefined before its first snapshot. */
export async function currentSerial(suite: PublishedSuite): Promise<number | undefined> {
  try {
    return Number(basename(await readlink(join(suite.tree.root, "dists", suite.name))));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** The state of the serial that users see. Throws INTERNAL when it is damaged: then nothing more is signed for this suite. */
export async function readSuiteState(directory: string, suite: PublishedSuite): Promise<SuiteState | undefined> {
  const serial = await currentSerial(suite);
  if (serial === undefined) return undefined;
  try {
    const state = JSON.parse(await readFile(stateFile(directory, suite.name, serial), "utf8")) as SuiteState;
    if (state.serial === serial) return state;
  } catch (cause) {
    throw damaged(suite.name, cause);
  }
  throw damaged(suite.name);
}

export async function writeSuiteState(directory: string, suite: PublishedSuite, state: SuiteState): Promise<void> {
  await makeDirectory(join(directory, suite.name), 0o700);
  await replaceFile(stateFile(directory, suite.name, state.serial), JSON.stringify(state), 0o600);
}

export function stateFile(directory: string, suite: string, serial: number): string {
  return join(directory, suite, `${serial}.json`);
}

function damaged(suite: string, cause?: unknown): SamedayError {
  return new SamedayError("INTERNAL", `The signer's record of ${suite} is damaged; restore it from a backup.`, cause);
}
