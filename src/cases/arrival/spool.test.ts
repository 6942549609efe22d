import { randomBytes } from "node:crypto";
import {
  chmod,
  type FileHandle,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { SamedayError, sha256 } from "../../kernel/index.ts";
import type { Envelope } from "./envelope.ts";
import { startSealing } from "./sealed-mail.ts";
import { spoolName } from "./spool-directory.ts";
import { createSpoolKey, formatSpoolKey, parseSpoolKey, type SpoolKey } from "./spool-key.ts";
import { type ArrivedMail, type Judged, openSpoolReader, type SpoolReader } from "./spool-reader.ts";
import { DEFAULT_SPOOL_LIMITS, openSpoolWriter, type SpoolLimits, type SpoolWriter } from "./spool-writer.ts";

const random = { bytes: (count: number) => randomBytes(count) };
const key = createSpoolKey(random);
const MARKER = "MARKER-PLAINTEXT-7f3a";
const MAIL = Buffer.from(`From: alice@reporter.example.net\r\nSubject: ${MARKER}\r\n\r\n${MARKER}\r\n`);
const ENVELOPE: Envelope = {
  arrivedAt: new Date("2026-11-21T12:00:00Z"),
  from: "alice@reporter.example.net",
  recipients: ["security+SEC-2026-0001@example.org"],
  client: "mail.example.org",
  utf8: false,
};
let directory: string;
let now: Date;
let trouble: [string, string][];

beforeEach(async () => {
  directory = path.join(await mkdtemp(path.join(os.tmpdir(), "cases-spool-")), "spool");
  onTestFinished(() => rm(path.dirname(directory), { recursive: true }));
  now = new Date("2026-11-21T13:00:00Z");
  trouble = [];
});

async function writer(limits: Partial<SpoolLimits> = {}, publicKey = key.publicKey): Promise<SpoolWriter> {
  const options = { directory, publicKey, random, limits: { ...DEFAULT_SPOOL_LIMITS, ...limits } };
  const opened = await openSpoolWriter(options);
  onTestFinished(() => opened.close().catch(() => undefined));
  return opened;
}

async function reader(
  keys: readonly SpoolKey[] = [key],
  onDoneAside: () => void = () => undefined,
): Promise<SpoolReader> {
  const onTrouble = (id: string, error: SamedayError): void => void trouble.push([id, error.code]);
  const opened = await openSpoolReader({ directory, keys, clock: { now: () => now }, onTrouble, onDoneAside });
  onTestFinished(() => opened.close().catch(() => undefined));
  return opened;
}

async function* pieces(...all: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* all;
}

/** Something that a test lets happen. */
function promised(): { readonly done: Promise<void>; resolve(): void; reject(error: Error): void } {
  let ends: { resolve(): void; reject(error: Error): void } | undefined;
  const done = new Promise<void>((resolve, reject) => {
    ends = { resolve, reject };
  });
  return { done, resolve: () => ends?.resolve(), reject: (error) => ends?.reject(error) };
}

const at = (minute: number): Envelope => ({
  ...ENVELOPE,
  arrivedAt: new Date(ENVELOPE.arrivedAt.getTime() + minute * 60_000),
});
const folder = async (name: string): Promise<string[]> =>
  (await readdir(path.join(directory, name))).filter((entry) => entry !== "lock").sort();

async function judgeAll(from: SpoolReader): Promise<ArrivedMail[]> {
  const taken: ArrivedMail[] = [];
  await from.judgeWaiting(async (arrival) => void taken.push(arrival));
  return taken;
}

describe("a message that was accepted", () => {
  test("comes out as it went in, with its envelope, once", async () => {
    const spool = await writer();
    const id = await spool.accept(ENVELOPE, pieces(MAIL.subarray(0, 7), MAIL.subarray(7)));
    const from = await reader();
    expect(await from.waiting()).toBe(1);
    const [taken, ...more] = await judgeAll(from);
    expect(more).toEqual([]);
    expect(taken).toMatchObject({ id, envelope: ENVELOPE });
    expect(Buffer.from(taken?.message ?? []).equals(MAIL)).toBe(true);
    expect(await judgeAll(from)).toEqual([]);
    expect([await folder("new"), (await folder("done")).length]).toEqual([[], 1]);
  });

  test("may be empty, or larger than any piece", async () => {
    const large = randomBytes(3_000_000);
    const spool = await writer();
    await spool.accept(at(0), pieces());
    await spool.accept(at(1), pieces(large));
    const taken = await judgeAll(await reader());
    expect(taken.map(({ message }) => sha256(message))).toEqual([sha256(""), sha256(large)]);
  });

  test("stands nowhere in the clear, nor does its sender", async () => {
    await (await writer()).accept(ENVELOPE, pieces(MAIL));
    await judgeAll(await reader());
    const names = await readdir(directory, { recursive: true, withFileTypes: true });
    const files = names.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
    expect(files.length).toBe(1);
    for (const file of files) {
      const bytes = await readFile(file);
      for (const word of [MARKER, "alice", "reporter", sha256(MAIL)])
        expect(file + bytes.toString("latin1")).not.toContain(word);
    }
  });

  test("is judged in the order of arrival", async () => {
    const spool = await writer();
    for (const minute of [3, 1, 2]) await spool.accept(at(minute), pieces(Buffer.from(String(minute))));
    expect((await judgeAll(await reader())).map(({ message }) => Buffer.from(message).toString())).toEqual([
      "1",
      "2",
      "3",
    ]);
  });

  test("waits, and stops none behind it, when it could not be judged", async () => {
    const spool = await writer();
    const first = await spool.accept(at(1), pieces(Buffer.from("first")));
    await spool.accept(at(2), pieces(Buffer.from("second")));
    const from = await reader();
    const judged = await from.judgeWaiting(async ({ id }) => {
      if (id === first) throw new SamedayError("STORE_UNAVAILABLE", "The database does not answer.");
    });
    expect([judged, trouble]).toEqual([1, [[first, "STORE_UNAVAILABLE"]]]);
    expect((await judgeAll(from)).map(({ id }) => id)).toEqual([first]);
  });

  test("waits without a try of its own while the database is away for those before it", async () => {
    const spool = await writer();
    for (const minute of [1, 2, 3, 4, 5]) await spool.accept(at(minute), pieces(Buffer.from(String(minute))));
    const from = await reader();
    let tries = 0;
    const away = async (): Promise<void> => {
      tries += 1;
      throw new SamedayError("STORE_UNAVAILABLE", "The database does not answer.");
    };
    expect([await from.judgeWaiting(away), tries, await from.waiting()]).toEqual([0, 3, 5]);
    expect(await judgeAll(from)).toHaveLength(5);
  });

  test("is forgotten when it is done long enough, or by its id", async () => {
    const spool = await writer();
    const ids = [await spool.accept(at(1), pieces(MAIL)), await spool.accept(at(2), pieces(MAIL))];
    const from = await reader();
    await judgeAll(from);
    expect(await from.forget({ doneBefore: now })).toBe(0);
    expect(await from.forget({ ids: ids.slice(0, 1) })).toBe(1);
    expect(await from.forget({ doneBefore: new Date(now.getTime() + 1) })).toBe(1);
    expect(await folder("done")).toEqual([]);
  });
});

describe("a message that takes long", () => {
  /** Judges by the message's text: what is said of it, or it is done. */
  async function judging(words: Readonly<Record<string, () => Judged>>, onDoneAside?: () => void) {
    const spool = await writer();
    const from = await reader([key], onDoneAside);
    const order: string[] = [];
    const judge = async ({ message }: ArrivedMail): Promise<Judged> => {
      const text = Buffer.from(message).toString();
      order.push(text);
      return words[text]?.();
    };
    let minute = 0;
    const accept = async (...texts: readonly string[]): Promise<void> => {
      for (const text of texts) {
        minute += 1;
        await spool.accept(at(minute), pieces(Buffer.from(text)));
      }
    };
    return { from, order, accept, round: () => from.judgeWaiting(judge) };
  }

  test("is passed by those behind it, keeps its place until it is done, and counts then", async () => {
    const work = promised();
    let told = 0;
    const line = await judging({ long: () => ({ aside: work.done }) }, () => {
      told += 1;
    });
    await line.accept("long", "second");
    expect([await line.round(), line.order, await line.from.waiting()]).toEqual([1, ["long", "second"], 0]);
    await line.accept("third");
    expect([await line.round(), line.order.at(-1), await folder("new")]).toEqual([1, "third", [expect.any(String)]]);
    work.resolve();
    await line.from.settled();
    expect([told, await folder("new"), await line.round(), line.order.length]).toEqual([1, [], 1, 3]);
    expect(await folder("done")).toHaveLength(3);
  });

  test("keeps those that belong behind it, in their order, until it is done", async () => {
    const work = promised();
    const second = promised();
    let isFirstDone = false;
    const line = await judging({
      long: () => ({ aside: work.done }),
      answer: () => (isFirstDone ? { aside: second.done } : "behind"),
      "answer to that": () => "behind",
    });
    await line.accept("long", "answer", "answer to that", "other");
    expect([await line.round(), line.order]).toEqual([1, ["long", "answer", "answer to that", "other"]]);
    await line.accept("more");
    // Nobody asks again while nothing was done.
    expect([await line.round(), line.order.slice(4)]).toEqual([1, ["more"]]);
    isFirstDone = true;
    work.resolve();
    await line.from.settled();
    expect([await line.round(), line.order.slice(5)]).toEqual([1, ["answer", "answer to that"]]);
    expect([await line.from.waiting(), await folder("new")]).toEqual([1, [expect.any(String), expect.any(String)]]);
    second.resolve();
  });

  test("waits for the next round when it fails, and is told of", async () => {
    const work = promised();
    let told = 0;
    const line = await judging({ long: () => ({ aside: work.done }) }, () => {
      told += 1;
    });
    await line.accept("long");
    await line.round();
    work.reject(new SamedayError("STORE_UNAVAILABLE", "The database does not answer."));
    await line.from.settled();
    expect([told, trouble.map(([, code]) => code), await line.from.waiting()]).toEqual([0, ["STORE_UNAVAILABLE"], 1]);
    await line.round();
    expect(line.order).toEqual(["long", "long"]);
  });

  test("is waited for by whoever closes", async () => {
    const work = promised();
    const line = await judging({ long: () => ({ aside: work.done }) });
    await line.accept("long");
    await line.round();
    const closing = line.from.close();
    work.resolve();
    await closing;
    expect(await folder("done")).toHaveLength(1);
  });
});

describe("a message is accepted when it is on the disk", () => {
  /** What every open file has its methods from; the spy goes with the test. */
  async function spyOnSync() {
    const handle = await open(os.tmpdir());
    const spy = vi.spyOn(Object.getPrototypeOf(handle) as FileHandle, "sync");
    await handle.close();
    onTestFinished(() => spy.mockRestore());
    return spy;
  }

  test("the file first, then the name", async () => {
    const spool = await writer();
    const spy = await spyOnSync();
    const seen: number[] = [];
    spy.mockImplementation(async () => void seen.push((await folder("new")).length));
    await spool.accept(ENVELOPE, pieces(MAIL));
    expect(seen).toEqual([0, 1]);
  });

  test.each([
    ["its bytes", 0, 0],
    // It is there now, and comes again: the second one is known by its bytes.
    ["its name", 1, 1],
  ])("and is not where the disk fails to keep %s", async (_name, before, kept) => {
    const spool = await writer();
    const spy = await spyOnSync();
    for (let count = 0; count < before; count += 1) spy.mockResolvedValueOnce(undefined);
    spy.mockRejectedValueOnce(Object.assign(new Error("fsync"), { code: "EIO" }));
    await expect(spool.accept(ENVELOPE, pieces(MAIL))).rejects.toMatchObject({ code: "EIO" });
    expect([await folder("arriving"), (await folder("new")).length]).toEqual([[], kept]);
  });
});

describe("what is not whole is never taken for a message", () => {
  test("a writer's remains are removed, and its message was not accepted", async () => {
    const first = await writer();
    const broken = (async function* () {
      yield MAIL;
      throw new Error("the connection broke");
    })();
    await expect(first.accept(ENVELOPE, broken)).rejects.toThrow("the connection broke");
    expect([await folder("arriving"), await folder("new")]).toEqual([[], []]);
    await writeFile(path.join(directory, "arriving", "0a.part"), "half");
    await first.close();
    await writer();
    expect(await folder("arriving")).toEqual([]);
  });

  test.each<[string, (file: Buffer) => Buffer]>([
    ["cut short", (file) => file.subarray(0, -1)],
    ["empty", () => Buffer.alloc(0)],
    ["drawn out", (file) => Buffer.concat([file, Buffer.alloc(1)])],
    ["altered", (file) => Buffer.concat([file.subarray(0, -1), Buffer.of((file.at(-1) ?? 0) ^ 1)])],
  ])("a file that is %s is set aside, and the next one judged", async (_name, spoil) => {
    const spool = await writer();
    const id = await spool.accept(at(1), pieces(MAIL));
    await spool.accept(at(2), pieces(Buffer.from("whole")));
    const file = path.join(directory, "new", spoolName(at(1).arrivedAt, id));
    const spoilt = spoil(await readFile(file));
    await writeFile(file, spoilt);
    const from = await reader();
    expect((await judgeAll(from)).map(({ message }) => Buffer.from(message).toString())).toEqual(["whole"]);
    expect(trouble).toEqual([[id, "SEAL_BROKEN"]]);
    expect(await readFile(path.join(directory, "damaged", path.basename(file)))).toEqual(spoilt);
  });

  test("a file under the right name that was not sealed for this spool is set aside", async () => {
    const from = await reader();
    for (const bytes of [Buffer.from("sameday mail 1\n"), forged()]) {
      await writeFile(path.join(directory, "new", spoolName(now, sha256(bytes))), bytes);
    }
    expect(await judgeAll(from)).toEqual([]);
    expect((await folder("damaged")).length).toBe(2);
  });

  test("other files are left alone", async () => {
    const from = await reader();
    await writeFile(path.join(directory, "new", "README"), "hands off");
    expect(await judgeAll(from)).toEqual([]);
    expect(await folder("new")).toEqual(["README"]);
  });
});

/** Sealed for us, but not what the file says of itself. */
function forged(): Buffer {
  const sealer = startSealing(key.publicKey, ENVELOPE);
  const file = Buffer.concat([sealer.head, sealer.add(MAIL), sealer.end()]);
  file.writeUInt8((file.at(40) ?? 0) ^ 1, 40);
  return file;
}

describe("keys", () => {
  test("a message for another key waits for it", async () => {
    const other = createSpoolKey(random);
    const spool = await writer({}, other.publicKey);
    const id = await spool.accept(ENVELOPE, pieces(MAIL));
    const from = await reader();
    expect(await judgeAll(from)).toEqual([]);
    expect(trouble).toEqual([[id, "SEAL_BROKEN"]]);
    await from.close();
    expect((await judgeAll(await reader([key, other]))).map((arrival) => arrival.id)).toEqual([id]);
  });

  test("come back from their files, and nothing else does", () => {
    expect(parseSpoolKey(formatSpoolKey(key)).publicKey).toBe(key.publicKey);
    for (const text of ["", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"]) {
      expect(() => parseSpoolKey(text)).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
    }
  });
});

describe("a spool that must not be used says why, and keeps nothing", () => {
  test.each<[string, Partial<SpoolLimits>, number, string]>([
    ["as many messages as may wait", { waitingMessages: 1 }, 1, "SPOOL_FULL"],
    ["as many bytes as may wait", { waitingBytes: 1000 }, 1, "SPOOL_FULL"],
    ["one message that is more than all that may wait", { waitingBytes: 100 }, 0, "SPOOL_FULL"],
    ["a disk with too little left", { freeBytes: Number.MAX_SAFE_INTEGER }, 0, "DISK_FULL"],
  ])("%s", async (_name, limits, fitting, code) => {
    const spool = await writer(limits);
    for (let count = 0; count < fitting; count += 1) await spool.accept(at(count), pieces(Buffer.alloc(400)));
    await expect(spool.accept(at(9), pieces(Buffer.alloc(400)))).rejects.toMatchObject({ code });
    expect([await folder("arriving"), (await folder("new")).length]).toEqual([[], fitting]);
  });

  test("there is room again when somebody has judged", async () => {
    const spool = await writer({ waitingMessages: 1 });
    await spool.accept(at(1), pieces(MAIL));
    await judgeAll(await reader());
    await spool.accept(at(2), pieces(MAIL));
  });

  test("another process's", async () => {
    await writer();
    await expect(writer()).rejects.toMatchObject({ code: "CONFLICT" });
    await reader();
    await expect(reader()).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("one that others may enter, before it is opened and after", async () => {
    const spool = await writer();
    await chmod(path.join(directory, "new"), 0o750);
    await expect(spool.accept(ENVELOPE, pieces(MAIL))).rejects.toMatchObject({ code: "DATA_UNSAFE" });
    await expect(reader()).rejects.toMatchObject({ code: "DATA_UNSAFE" });
  });

  test("one that is a file, or gone", async () => {
    const spool = await writer();
    await rename(path.join(directory, "new"), path.join(directory, "old"));
    await expect(spool.accept(ENVELOPE, pieces(MAIL))).rejects.toMatchObject({ code: "ENOENT" });
    await mkdir(path.join(directory, "new"), { mode: 0o700 });
    await spool.accept(ENVELOPE, pieces(MAIL));
    await writeFile(`${directory}-file`, "");
    const options = { directory: `${directory}-file`, publicKey: key.publicKey, random };
    await expect(openSpoolWriter(options)).rejects.toMatchObject({ code: "DATA_UNSAFE" });
  });
});
