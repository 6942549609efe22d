import type { Clock, ProcessRunner } from "../../kernel/index.ts";
import type { SigningKey } from "../../signer/index.ts";

/**
 * good: as it should be. weak: the program runs, with a drawback. missing: something needed is not there.
 */
export type State = "good" | "weak" | "missing";

/** One line of the doctor's answer. */
export interface Finding {
  /** What was looked at, in a word or two. */
  readonly what: string;
  readonly state: State;
  /** What was found, as a clause. */
  readonly found: string;
  /** What to do about it; absent when the state is good. */
  readonly next?: string;
}

/** The machine as the doctor's checks see it; tests hand over another. */
export interface Patient {
  readonly processes: ProcessRunner;
  readonly clock: Clock;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly nodeVersion: string;
  readonly user: { readonly name: string; readonly isRoot: boolean };
  readonly dataDirectory: string;
  /** Content of packaging/debian/requirements.txt. */
  readonly requirements: string;
  /** Undefined when the file cannot be read. */
  readText(path: string): string | undefined;
  /** Names in a directory; none when it cannot be read. */
  list(path: string): readonly string[];
  /** Bytes that may still be written at a path, or at its nearest parent that is there. */
  freeBytes(path: string): number;
  /** Asks a web server for the head of a page; undefined when it does not answer within ten seconds. */
  head(url: string): Promise<{ readonly status: number; readonly date: Date | undefined } | undefined>;
  /** The signer's keys and the days before their end from which people are warned; undefined when no signer answers here. */
  signingKeys(): Promise<SigningKeys | undefined>;
}

export interface SigningKeys {
  readonly keys: readonly SigningKey[];
  readonly warningDays: readonly number[];
}

export type Check = (patient: Patient) => Promise<readonly Finding[]>;

/** How to install what is missing; scripts/prepare knows the list. */
export const PREPARE = "scripts/prepare run (as root)";
