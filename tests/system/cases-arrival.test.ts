import { execFile, execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import {
  type ArrivedMail,
  createSpoolKey,
  DEFAULT_SPOOL_LIMITS,
  type LmtpServer,
  openSpoolReader,
  openSpoolWriter,
  type SpoolReader,
  type SpoolWriter,
  startLmtpServer,
} from "../../src/cases/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import { deliverUnderFire } from "./cases-arrival-kit.ts";
import { deliver } from "./lmtp-client.ts";
import { hasPostfix, openPostfix, type Postfix } from "./postfix-kit.ts";
import { mayMount, mountSmallDisk } from "./small-disk.ts";

/** Mail comes in by a real Postfix, over disks that are full, and past kill -9. */

const run = promisify(execFile);
const hasSwaks = existsSync("/usr/bin/swaks");
const key = createSpoolKey(systemRandom);

interface World {
  readonly directory: string;
  readonly reader: SpoolReader;
  readonly writer: SpoolWriter;
  server: LmtpServer;
  readonly trouble: string[];
  serve(port: number): Promise<LmtpServer>;
  kept(): Promise<ArrivedMail[]>;
  close(): Promise<void>;
}

async function openWorld(directory: string): Promise<World> {
  const trouble: string[] = [];
  const limits = { ...DEFAULT_SPOOL_LIMITS, freeBytes: 0 };
  const options = { directory: path.join(directory, "spool"), clock: systemClock, random: systemRandom, limits };
  const writer = await openSpoolWriter({ ...options, publicKey: key.publicKey });
  const reader = await openSpoolReader({
    ...options,
    keys: [key],
    onTrouble: (_id, error) => trouble.push(error.code),
  });
  const serve = (port: number): Promise<LmtpServer> =>
    startLmtpServer({
      listen: { host: "127.0.0.1", port },
      name: "desk.invalid",
      addresses: ["security@desk.invalid"],
      spool: writer,
      clock: systemClock,
      onTrouble: (error) => trouble.push(error.code),
    });
  const world: World = {
    directory,
    reader,
    writer,
    server: await serve(0),
    trouble,
    serve,
    async kept() {
      const found: ArrivedMail[] = [];
      await reader.judgeWaiting(async (arrival) => void found.push(arrival));
      return found;
    },
    async close() {
      await world.server.close();
      await writer.close();
      await reader.close();
    },
  };
  return world;
}

async function scratch(): Promise<string> {
  return mkdtemp(path.join(os.tmpdir(), "cases-arrival-"));
}

describe.skipIf(!hasPostfix || !hasSwaks)("behind a real Postfix", () => {
  let world: World;
  let postfix: Postfix;
  let port: number;

  beforeAll(async () => {
    world = await openWorld(await scratch());
    port = world.server.port ?? 0;
    postfix = await openPostfix(["security"], { lmtpPort: port });
  });

  afterAll(async () => {
    postfix?.remove();
    await world?.close();
    await rm(world.directory, { recursive: true, force: true });
  });

  async function swaks(to: string, message: string): Promise<string> {
    const file = path.join(world.directory, "mail.eml");
    await writeFile(file, message);
    const words = ["--server", "127.0.0.1", "--port", String(postfix.port), "--helo", "mx.example.net"];
    const { stdout } = await run("swaks", [...words, "--from", "alice@example.net", "--to", to, "--data", `@${file}`]);
    return stdout;
  }

  /** With all that Postfix would add to it. */
  const body = (word: string): string => {
    const header = ["From: alice@example.net", "To: x@example.net", "Date: Sat, 21 Nov 2026 12:00:00 +0000"];
    const lines = [
      ...header,
      `Message-ID: <${word}@example.net>`,
      "Subject: a report",
      "",
      `.${word}`,
      "..",
      "žluť",
      "",
    ];
    return lines.join("\r\n");
  };

  async function waitFor(count: number): Promise<ArrivedMail[]> {
    const found: ArrivedMail[] = [];
    await expect
      .poll(async () => found.push(...(await world.kept())), { timeout: 60_000 })
      .toBeGreaterThanOrEqual(count);
    return found;
  }

  test("a mail and its plus-address arrive, byte for byte behind what Postfix puts before it", async () => {
    await swaks("security@desk.invalid,security+SEC-2026-0001@desk.invalid", body("one"));
    const [arrival, ...more] = await waitFor(1);
    expect(more).toEqual([]);
    expect(arrival?.envelope).toMatchObject({
      from: "alice@example.net",
      client: "mail.desk.invalid",
    });
    expect([...(arrival?.envelope.recipients ?? [])].sort()).toEqual([
      "security+SEC-2026-0001@desk.invalid",
      "security@desk.invalid",
    ]);
    const text = Buffer.from(arrival?.message ?? []).toString();
    expect(text).toMatch(/^Received: from mx\.example\.net /m);
    // swaks ends what it sends with a line end of its own.
    expect(text.slice(text.indexOf("From: "))).toBe(`${body("one")}\r\n`);
  });

  test("while nobody listens, or nothing can be kept, Postfix keeps the mail and brings it afterwards, once", async () => {
    await world.server.close();
    await swaks("security@desk.invalid", body("three"));
    await expect.poll(() => postfix.queued(), { timeout: 60_000 }).toMatch(/Connection refused|lost connection/);
    execFileSync("chmod", ["755", path.join(world.directory, "spool", "new")]);
    world.server = await world.serve(port);
    postfix.flush();
    await expect.poll(() => postfix.queued(), { timeout: 60_000 }).toMatch(/451 4\.3\.0 .*could not be kept/);
    expect(world.trouble).toContain("DATA_UNSAFE");
    execFileSync("chmod", ["700", path.join(world.directory, "spool", "new")]);
    postfix.flush();
    const arrivals = await waitFor(1);
    expect(arrivals).toHaveLength(1);
    await expect.poll(() => postfix.queued(), { timeout: 60_000 }).toMatch(/Mail queue is empty/);
    expect(await world.kept()).toEqual([]);
  });
});

describe.skipIf(!mayMount)("a disk that fills while a message comes in", () => {
  test("452, nothing is left behind, and the same message is taken when there is room", async () => {
    const directory = await scratch();
    await mkdir(path.join(directory, "spool"), { mode: 0o700 });
    const disk = mountSmallDisk(path.join(directory, "spool"), 2);
    onTestFinished(async () => {
      disk.remove();
      await rm(directory, { recursive: true, force: true });
    });
    const world = await openWorld(directory);
    onTestFinished(() => world.close());
    const place = { host: "127.0.0.1", port: world.server.port ?? 0 };
    const message = Buffer.from(`Subject: large\r\n\r\n${"x".repeat(4_000_000)}\r\n`);
    const mail = { from: "alice@example.net", to: ["security@desk.invalid"], message };
    expect(await deliver(place, mail)).toEqual([expect.stringMatching(/^452 4\.\d\.\d There is no room now/)]);
    expect(world.trouble).toEqual(["DISK_FULL"]);
    const small = { ...mail, message: Buffer.from("Subject: small\r\n\r\nx\r\n") };
    expect(await deliver(place, small)).toEqual([expect.stringMatching(/^250 /)]);
    await disk.leave(6);
    expect(await deliver(place, mail)).toEqual([expect.stringMatching(/^250 /)]);
    expect((await world.kept()).map((arrival) => arrival.message.length)).toEqual([
      small.message.length,
      message.length,
    ]);
  });

  test("a spool of somebody else is not opened", async () => {
    const directory = await scratch();
    onTestFinished(() => rm(directory, { recursive: true }));
    await mkdir(path.join(directory, "spool"), { mode: 0o700 });
    await chown(path.join(directory, "spool"), 65_534, 65_534);
    await expect(openWorld(directory)).rejects.toMatchObject({ code: "STORE_FOREIGN_OWNER" });
  });
});

test("killed with -9 at ten random moments, not one acknowledged message is lost or judged twice", async () => {
  const fire = await deliverUnderFire(10, 400);
  expect(fire.faults).toEqual([]);
  expect(fire.kills).toBe(10);
  expect(fire.acknowledged).toBeGreaterThanOrEqual(5);
  expect(fire.failed).toBeGreaterThan(0);
});
