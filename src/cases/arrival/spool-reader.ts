import { readFile, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { type Clock, SamedayError, type Sha256, sha256, toSamedayError } from "../../kernel/index.ts";
import { lockDataDirectory } from "../../store/index.ts";
import type { Envelope } from "./envelope.ts";
import { openSpoolFile } from "./sealed-mail.ts";
import { spoolBeside } from "./spool-beside.ts";
import { listMessages, makeSpool, type SpoolName, syncFolder } from "./spool-directory.ts";
import type { SpoolKey } from "./spool-key.ts";

/** A message that was taken in and is to be judged. */
export interface ArrivedMail {
  /** The SHA-256 of its sealed file: one arrival is judged once by it, however often it is taken. */
  readonly id: Sha256;
  readonly envelope: Envelope;
  /** As it came. */
  readonly message: Uint8Array;
}

export interface SpoolReaderOptions {
  readonly directory: string;
  /** The present key and those of before, with which older messages were sealed. */
  readonly keys: readonly SpoolKey[];
  readonly clock: Clock;
  /** Told of each message that could not be judged now, for an alarm; without a word of it. */
  readonly onTrouble: (id: Sha256, error: SamedayError) => void;
  /** Told when one that was put aside is done: those behind it may go on, in another round. */
  readonly onDoneAside?: () => void;
}

/** What became of an arrival; without a word it is done. */
export type Judged =
  | undefined
  /** It takes long, and those behind it go on: done when this settles, without a reason to wait if it throws. */
  | { readonly aside: Promise<unknown> }
  /** It belongs behind one that is aside: it waits, unopened, until one of those is done. */
  | "behind";

/** `next` is the arrival after this one, for whoever can begin with it meanwhile; undefined where there is none yet. */
export type Judge = (
  arrival: ArrivedMail,
  next: Promise<ArrivedMail | undefined>,
  // biome-ignore lint/suspicious/noConfusingVoidType: most have nothing to say.
) => Promise<Judged | void>;

export interface SpoolReader {
  /**
   * Takes every message that waits now, the oldest first, one after the other. A message is done when `judge` answers; when
   * that throws, it waits for the next round and stops none behind it. Where several in a row fail for what the machine
   * lacks, the round is over: the rest would fare no better, and each would wait for it. After a kill between both it comes again, so whoever
   * judges goes by the arrival's id, which was seen before. One that `judge` puts aside is done later, whether the round is
   * over or not; those behind it are asked for again when it is. Answers how many are done, those aside since the last round
   * among them.
   */
  judgeWaiting(judge: Judge): Promise<number>;
  /** Those that are aside do not count. */
  waiting(): Promise<number>;
  /** When all that is aside is done, or has to wait. */
  settled(): Promise<void>;
  /** Removes judged messages: those that were done before that time, or those named, as when their case is destroyed. */
  forget(which: { readonly doneBefore: Date } | { readonly ids: readonly Sha256[] }): Promise<number>;
  close(): Promise<void>;
}

/** What the machine lacks, as opposed to what one message is. */
const AWAY: ReadonlySet<string> = new Set(["STORE_UNAVAILABLE", "ROLE_KEY_UNAVAILABLE", "DISK_FULL"]);
const MOST_IN_A_ROW = 3;
/** Names that one sync of the folders makes last. */
const SYNC_EVERY = 16;

/** Time does not mend these; a disk that cannot be read may be mended. */
const NOT_WHOLE: ReadonlySet<string> = new Set(["SEAL_BROKEN", "INPUT_INVALID"]);

/** Throws CONFLICT when another process judges from this spool, and as `makeSpool` does. */
export async function openSpoolReader(options: SpoolReaderOptions): Promise<SpoolReader> {
  const { directory, keys, onTrouble } = options;
  await makeSpool(directory);
  const at = (...names: string[]): string => path.join(directory, ...names);
  const lock = await lockDataDirectory(at("done"), "whoever judges the mail");

  async function move(name: string, to: "done" | "damaged"): Promise<void> {
    const now = options.clock.now();
    await utimes(at("new", name), now, now);
    await rename(at("new", name), at(to, name));
  }

  /** Until then a power cut may bring moved files back, and whoever judges knows them again. */
  async function syncMoved(to: "done" | "damaged"): Promise<void> {
    await syncFolder(at(to));
    await syncFolder(at("new"));
  }

  /** Puts judged files away beside the next one's judgement; a few at a time are made to last. */
  function putAway() {
    let last: Promise<void> = Promise.resolve();
    let unsynced = 0;
    return {
      /** Waits for the one before; throws what that one met. */
      async next(name: string): Promise<void> {
        await last;
        last = move(name, "done").then(async () => {
          unsynced += 1;
          if (unsynced < SYNC_EVERY) return;
          unsynced = 0;
          await syncMoved("done");
        });
        // Whoever waits for it hears of it.
        last.catch(() => undefined);
      },
      async end(): Promise<void> {
        await last;
        if (unsynced > 0) await syncMoved("done");
      },
    };
  }

  /** Undefined for a message that waits for its key, and for one that is not whole, which is then set aside. */
  async function take({ name, sha256: expected }: SpoolName): Promise<ArrivedMail | undefined> {
    try {
      const file = await readFile(at("new", name));
      if (sha256(file) !== expected) throw new SamedayError("SEAL_BROKEN", "A file of the spool is not whole.");
      const opened = openSpoolFile(keys, file);
      if (opened) return { id: expected, ...opened };
      onTrouble(expected, new SamedayError("SEAL_BROKEN", "A message is sealed with a key that is not here."));
    } catch (thrown) {
      const error = toSamedayError(thrown);
      if (NOT_WHOLE.has(error.code)) {
        await move(name, "damaged");
        await syncMoved("damaged");
      }
      onTrouble(expected, error);
    }
    return undefined;
  }

  const beside = spoolBeside({
    async putAway(name) {
      await move(name, "done");
      await syncMoved("done");
    },
    onTrouble,
    onDone: () => options.onDoneAside?.(),
  });

  /** What became of one: its error, where it has to wait for the next round. */
  async function judgeOne(
    judge: Judge,
    found: SpoolName,
    arrival: ArrivedMail,
    next: Promise<ArrivedMail | undefined>,
  ): Promise<"done" | "aside" | "behind" | SamedayError> {
    try {
      const judged = await judge(arrival, next);
      if (judged === "behind") return "behind";
      if (!judged) return "done";
      beside.putAside(found, judged.aside);
      return "aside";
    } catch (thrown) {
      const error = toSamedayError(thrown);
      onTrouble(found.sha256, error);
      return error;
    }
  }

  function takeAhead(found: SpoolName | undefined): Promise<ArrivedMail | undefined> {
    const taken = found ? take(found) : Promise.resolve(undefined);
    // Whoever waits for it hears of it; where the round ends before, nobody does.
    taken.catch(() => undefined);
    return taken;
  }

  return {
    async judgeWaiting(judge) {
      let done = 0;
      let inARow = 0;
      const waiting = (await listMessages(directory, "new")).filter(({ name }) => !beside.has(name));
      const away = putAway();
      const noNext = Promise.resolve(undefined);
      const goOn = (): Promise<void> =>
        beside.goOn(async (found) => {
          const arrival = await take(found);
          const became = arrival ? await judgeOne(judge, found, arrival, noNext) : "aside";
          if (became === "behind") return became;
          if (became === "done") {
            await away.next(found.name);
            done += 1;
          }
          return became instanceof SamedayError ? "stop" : "gone";
        });
      let next = takeAhead(waiting[0]);
      for (const [index, found] of waiting.entries()) {
        if (inARow >= MOST_IN_A_ROW) break;
        await goOn();
        const arrival = await next;
        next = takeAhead(waiting[index + 1]);
        if (!arrival) continue;
        const became = await judgeOne(judge, found, arrival, next);
        if (became instanceof SamedayError) {
          inARow = AWAY.has(became.code) ? inARow + 1 : 0;
          continue;
        }
        inARow = 0;
        if (became === "behind") beside.putBehind(found);
        if (became !== "done") continue;
        await away.next(found.name);
        done += 1;
      }
      await goOn();
      await away.end();
      return done + beside.takeDone();
    },
    waiting: async () => (await listMessages(directory, "new")).length - beside.size(),
    settled: () => beside.settled(),
    async forget(which) {
      let count = 0;
      for (const { name, sha256: id } of await listMessages(directory, "done")) {
        const goes = "ids" in which ? which.ids.includes(id) : (await stat(at("done", name))).mtime < which.doneBefore;
        if (!goes) continue;
        await rm(at("done", name));
        count += 1;
      }
      await syncFolder(at("done"));
      return count;
    },
    async close() {
      await beside.settled();
      await lock.release();
    },
  };
}
