import { hostname } from "node:os";
import {
  DEFAULT_LMTP_LIMITS,
  openSpoolReader,
  openSpoolWriter,
  type SpoolWriter,
  startImapPolling,
  startLmtpServer,
} from "../../cases/index.ts";
import type { IntakeSettings } from "../../distribution/index.ts";
import { DAY_MS, type ProcessRunner, SamedayError, toSamedayError } from "../../kernel/index.ts";
import { systemClock, systemRandom } from "../../system/index.ts";
import { loadDefinition } from "../definition.ts";
import type { Layout } from "../layout.ts";
import { tend } from "../tend.ts";
import { type Alarms, createAlarms } from "./alarms.ts";
import { spoolKeyOf } from "./case-keys.ts";
import { listenPlace } from "./listen-place.ts";
import { oneAtATime } from "./one-at-a-time.ts";
import { type IntakeWork, openIntakeWork } from "./open-intake-work.ts";

export interface IntakeOptions {
  readonly layout: Layout;
  /** A database elsewhere; without it the private cluster is used, which the server starts. */
  readonly databaseUrl: string | undefined;
  readonly publicUrl: string;
  readonly runner: ProcessRunner;
  readonly say: (text: string) => void;
}

export interface RunningIntake {
  /** Finishes the mails that have begun, and takes no other. */
  close(): Promise<void>;
}

const JUDGE_EVERY_MS = 10_000;
const LOOK_EVERY_MS = 30_000;
const ROUNDS_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;

/** A desk that starts has no database yet, and that is no alarm. */
const STARTING_MS = 60_000;

/** What each part of the world that is away means for mail. */
const AWAY: Readonly<Record<string, string>> = {
  STORE_UNAVAILABLE: "The database does not answer: mail systems keep new mail, and what came in before waits.",
  ROLE_KEY_UNAVAILABLE: "The role key cannot be used: mail systems keep new mail, and what came in before waits.",
  SEAL_BROKEN: "The master key is not the one of this database's cases: nothing is taken in until it is put back.",
};

/**
 * The process that takes reports in: sealed into the spool, judged, reminded of, answered. Mail is taken only while it could
 * be judged; otherwise the mail system in front keeps it, people are told, and it is tried again by itself.
 * Throws what keeps it from starting; a database or a role key that is away does not.
 */
export async function runIntake(options: IntakeOptions): Promise<RunningIntake> {
  const { layout, runner, say } = options;
  const clock = systemClock;
  const random = systemRandom;
  const definition = await loadDefinition(layout.definition, runner);
  const { intake } = definition;
  if (!intake) throw new SamedayError("DISTRIBUTION_INVALID", "The definition has no [intake]: no mail is taken in.");
  const undo: (() => Promise<unknown>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const alarms = createAlarms(layout.intakeAlarms, clock, say);
    const spoolKey = await spoolKeyOf(layout, random);
    const places = { directory: layout.spool, random };
    const writer = await openSpoolWriter({ ...places, publicKey: spoolKey.publicKey });
    undo.push(() => writer.close());
    const onTrouble = (id: string, error: SamedayError): void => {
      alarms.raise(
        error.code,
        AWAY[error.code] ?? `The arrival ${id.slice(0, 16)} could not be judged: ${error.message}`,
      );
    };
    let isDoneAside = false;
    const reader = await openSpoolReader({
      ...{ directory: layout.spool, keys: [spoolKey], clock, onTrouble },
      onDoneAside() {
        isDoneAside = true;
        soon();
      },
    });
    undo.push(() => reader.close());
    const parts = { ...options, definition, intake, clock, random, alarm: alarms.raise };
    const work = openIntakeWork(parts);
    undo.push(() => work.close());

    const startedAt = performance.now();
    const judging = oneAtATime(async () => {
      if ((await reader.waiting()) === 0 && !isDoneAside) return;
      isDoneAside = false;
      const ready = await work.whenReady();
      const done = await reader.judgeWaiting(ready.takeIn);
      if (done > 0) say(done === 1 ? "1 mail was judged" : `${done} mails were judged`);
      if (done > 0) await ready.send();
    });
    undo.push(async () => {
      await judging.stop();
      await reader.settled();
    });
    const soon = (): void => void judging.run().catch((error) => tellAway(alarms, error));
    const spool = whileReady(writer, work);
    const tending = tend(
      [
        { name: "mail", everyMs: JUDGE_EVERY_MS, work: () => judging.run() },
        {
          name: "look",
          everyMs: LOOK_EVERY_MS,
          work: () => look(work, alarms, definition.policy.keyWarningDays, startedAt),
        },
        { name: "rounds", everyMs: ROUNDS_EVERY_MS, work: async () => (await work.whenReady()).round() },
        { name: "disclosures", everyMs: JUDGE_EVERY_MS, work: async () => (await work.whenReady()).tellWorld() },
        { name: "forge", everyMs: ROUNDS_EVERY_MS, work: async () => (await work.whenReady()).followForge() },
        { name: "sending", everyMs: JUDGE_EVERY_MS, work: async () => (await work.whenReady()).send() },
        {
          name: "spool",
          everyMs: HOUR_MS,
          work: () => reader.forget({ doneBefore: new Date(clock.now().getTime() - intake.keepDays * DAY_MS) }),
        },
      ],
      quietWhileAway(say),
    );
    undo.push(() => tending.stop());
    for (const way of await openWays(options, intake, spool, alarms, soon)) undo.push(way);
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Every way by which mail comes in; each is closed by what is answered. */
async function openWays(
  { layout, say }: IntakeOptions,
  intake: IntakeSettings,
  spool: Pick<SpoolWriter, "accept">,
  alarms: Alarms,
  onKept: () => void,
): Promise<(() => Promise<void>)[]> {
  const ways: (() => Promise<void>)[] = [];
  const clock = systemClock;
  if (intake.lmtp !== undefined) {
    const lmtp = await startLmtpServer({
      listen: listenPlace(intake.lmtp),
      name: hostname(),
      addresses: [intake.address, ...intake.aliases],
      spool,
      clock,
      onKept,
      onTrouble: (error) => tellAway(alarms, error),
    });
    ways.push(() => lmtp.close());
    say(`mail for ${intake.address} is taken in at ${intake.lmtp}`);
  }
  if (intake.imap) {
    let away: string | undefined;
    // What the desk itself lacks is looked at elsewhere (`look`): a mailbox that can be reached says nothing of it.
    const endAway = (now: string | undefined): void => {
      if (away !== undefined && away !== now && !(away in AWAY)) alarms.clear(away);
    };
    const polling = startImapPolling({
      settings: intake.imap,
      address: intake.address,
      spool,
      stateFile: layout.fetchedTo,
      clock,
      limits: DEFAULT_LMTP_LIMITS,
      onKept,
      onTrouble(trouble) {
        if ("leftBehind" in trouble) {
          alarms.raise("MAILBOX", `${trouble.leftBehind} messages beyond our limits stay in the mailbox, flagged.`);
          return;
        }
        endAway(trouble.code);
        away = trouble.code;
        tellAway(alarms, trouble);
      },
      onStillAway(fault) {
        if (!(fault.code in AWAY)) tellAway(alarms, fault);
      },
      onFetched() {
        endAway(undefined);
        away = undefined;
      },
    });
    ways.push(() => polling.close());
    say(`mail for ${intake.address} is fetched from ${intake.imap.host}`);
  }
  return ways;
}

/** The spool as ways in see it: closed while what it takes could not be judged. */
function whileReady(writer: SpoolWriter, work: IntakeWork): Pick<SpoolWriter, "accept"> {
  return {
    async accept(envelope, pieces) {
      await work.requireReady();
      return writer.accept(envelope, pieces);
    },
  };
}

/** Ends alarms about what is there again, and warns of a role key that nobody will be able to encrypt to. */
async function look(
  work: IntakeWork,
  alarms: Alarms,
  warningDays: readonly number[],
  startedAt: number,
): Promise<void> {
  try {
    await work.requireReady();
    const ending = await (await work.whenReady()).endingKey(warningDays);
    if (ending) alarms.raise("ROLE_KEY_ENDS", `${ending.sentence} ${ending.next}`);
    else alarms.clear("ROLE_KEY_ENDS");
    for (const code of Object.keys(AWAY)) alarms.clear(code);
  } catch (error) {
    if (performance.now() - startedAt >= STARTING_MS) tellAway(alarms, error);
  }
}

function tellAway(alarms: Alarms, thrown: unknown): void {
  const error = toSamedayError(thrown);
  alarms.raise(error.code, AWAY[error.code] ?? error.message);
}

/** What is away is an alarm already, said once; the rest of what fails is told as it is. */
function quietWhileAway(say: (text: string) => void): (text: string) => void {
  return (text) => {
    if (!Object.keys(AWAY).some((code) => text.includes(`${code}:`))) say(text);
  };
}
