import { rm } from "node:fs/promises";
import { isBehind, requireClock, type SamedayError, toSamedayError } from "../../kernel/index.ts";
import type { SignerContext } from "../context.ts";
import { exists } from "../files/durable.ts";
import { keyringPackageName } from "../keys/keyring-package.ts";
import { withWorkDirectory } from "../take/take-files.ts";
import { keyringEntry } from "./keyring-entry.ts";
import { recoverLog } from "./recover-log.ts";
import { type PublishedSuite, suiteNamed, suitesOf } from "./suite.ts";
import { readSuiteState, type SuiteEntry, type SuiteState } from "./suite-state.ts";
import { tidyPool, tidySnapshots } from "./tidy.ts";
import { VALID_MS, writeSnapshot } from "./write-snapshot.ts";

/** The suites that the signer keeps, each with the state that users see. Not safe for calls side by side: take turns. */
export interface Suites {
  readonly all: readonly PublishedSuite[];
  named(name: string): PublishedSuite;
  /** Entries of a suite as users see it now. */
  entries(suite: PublishedSuite): readonly SuiteEntry[];
  serial(suite: PublishedSuite): number;
  /** Throws CLOCK_WENT_BACK while the clock is before the suite's own date, unless the administrator says that it is right. */
  requireClock(suite: PublishedSuite): Promise<void>;
  /** Gives a suite other entries, signs and switches. `arrange` knows the serial with which they will be seen. */
  change(
    suite: PublishedSuite,
    arrange: (serial: number) => readonly SuiteEntry[],
    why: Readonly<Record<string, unknown>>,
  ): Promise<SuiteState>;
  /** Brings every suite to the present keys, definition and validity. Answers what went wrong; the others are done nevertheless. */
  settle(): Promise<readonly SamedayError[]>;
  /** Removes what no suite of the tree names. */
  tidy(suite: PublishedSuite): Promise<void>;
}

/** Signed again when half of the validity is left. */
const RENEW_MS = VALID_MS / 2;

/** Opens the suites after a start: what was half done is thrown away, what was switched to is complete. */
export async function openSuites(context: SignerContext): Promise<Suites> {
  const all = suitesOf(context.definition, context.layout);
  const states = new Map<string, SuiteState>();
  const damaged = new Map<string, SamedayError>();
  for (const suite of all) await load(suite);
  await completeLog();

  const suites: Suites = {
    all,
    named: (name) => suiteNamed(all, name),
    entries: (suite) => states.get(suite.name)?.entries ?? [],
    serial: (suite) => states.get(suite.name)?.serial ?? 0,
    requireClock: clockOf,
    async change(suite, arrange, why) {
      const broken = damaged.get(suite.name);
      if (broken) throw broken;
      await clockOf(suite);
      const before = states.get(suite.name);
      await completeLog();
      try {
        const state = await writeSnapshot(context, suite, before, arrange((before?.serial ?? 0) + 1), why);
        states.set(suite.name, state);
        return state;
      } catch (error) {
        // Whether it failed before or after the switch, the symlink knows.
        await load(suite);
        throw error;
      }
    },
    async settle() {
      const errors: SamedayError[] = [];
      for (const suite of all) {
        try {
          await settleOne(suite);
        } catch (error) {
          errors.push(toSamedayError(error));
        }
      }
      // Every suite carries the right time again: the next clock that goes back needs a word of its own.
      if (errors.length === 0) await rm(context.layout.clockIsRight, { force: true });
      return errors;
    },
    async tidy(suite) {
      const inTree = all.filter((other) => other.tree.root === suite.tree.root);
      // Without every suite's record nobody can say what is still named.
      if (inTree.some((other) => damaged.has(other.name))) return;
      await tidySnapshots(context, suite);
      await tidyPool(
        suite.tree,
        inTree.flatMap((other) => states.get(other.name) ?? []),
      );
    },
  };

  async function clockOf(suite: PublishedSuite): Promise<void> {
    const date = states.get(suite.name)?.date;
    const { clock, layout } = context;
    if (date === undefined || (await exists(layout.clockIsRight))) return;
    requireClock(clock.now(), { what: `${suite.name} was signed`, at: new Date(date) }, layout.clockIsRight);
  }

  async function load(suite: PublishedSuite): Promise<void> {
    try {
      const state = await readSuiteState(context.layout.state, suite);
      if (state) states.set(suite.name, state);
    } catch (error) {
      damaged.set(suite.name, toSamedayError(error));
    }
  }

  function completeLog(): Promise<void> {
    return recoverLog(context, (name) => states.get(name)?.serial);
  }

  async function settleOne(suite: PublishedSuite): Promise<void> {
    const before = states.get(suite.name);
    const reason = reasonToSign(suite, before) ?? (await reasonInTime(before));
    if (reason !== undefined) {
      await withWorkDirectory(context, suite.tree, async (directory) => {
        const keyring = suite.use === "archive" ? [await keyringEntry(context, suite, directory)] : [];
        const name = keyringPackageName(context.definition.name);
        const others = suites.entries(suite).filter((entry) => entry.source !== name);
        await suites.change(suite, (serial) => [...others, ...keyring.map((one) => ({ ...one, serial }))], { reason });
      });
    }
    await suites.tidy(suite);
  }

  async function reasonInTime(state: SuiteState | undefined): Promise<string | undefined> {
    if (!state || !isBehind(context.clock.now(), new Date(state.date))) return undefined;
    return (await exists(context.layout.clockIsRight)) ? "the clock had run ahead" : undefined;
  }

  function reasonToSign(suite: PublishedSuite, state: SuiteState | undefined): string | undefined {
    const { keys, clock } = context;
    if (!state) return "first state of the suite";
    if (suite.use === "archive" && state.keyGeneration !== keys.state().generation) return "the archive keys changed";
    if (state.signedBy.join() !== keys.signing(suite.use).fingerprints.join()) return "other keys sign";
    if (Date.parse(state.validUntil) - clock.now().getTime() < RENEW_MS) return "the validity is half over";
    if (!hasIndicesOf(suite, state)) return "the definition has other architectures or components";
    return undefined;
  }

  return suites;
}

function hasIndicesOf(suite: PublishedSuite, state: SuiteState): boolean {
  const expected = suite.components.length * (suite.release.architectures.length + 1) * 2;
  const paths = state.generations[0]?.files.map((file) => file.path) ?? [];
  const prefixes = suite.components.flatMap((component) => [
    `${component}/source/`,
    ...suite.release.architectures.map((architecture) => `${component}/binary-${architecture}/`),
  ]);
  return paths.length === expected && paths.every((path) => prefixes.some((prefix) => path.startsWith(prefix)));
}
