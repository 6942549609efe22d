import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createAlarms, readAlarms } from "./alarms.ts";
import { listenPlace } from "./listen-place.ts";
import { oneAtATime } from "./one-at-a-time.ts";

const MINUTE = 60_000;

describe("alarms", () => {
  let file: string;
  let now: Date;
  let said: string[];
  const clock = { now: () => now };

  beforeEach(async () => {
    const directory = await mkdtemp(join(tmpdir(), "alarms-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    file = join(directory, "alarms.json");
    now = new Date("2026-11-21T12:00:00Z");
    said = [];
  });

  const until = async (count: number): Promise<void> => {
    await expect.poll(async () => (await readAlarms(file, clock)).length, { timeout: 20_000 }).toBe(count);
  };
  const pass = (minutes: number): void => {
    now = new Date(now.getTime() + minutes * MINUTE);
  };

  test("are said once, stand with the hour of their beginning, and end with what they were about", async () => {
    const alarms = createAlarms(file, clock, (text) => said.push(text));
    const began = now;
    alarms.raise("DISK_FULL", "No room.");
    pass(3);
    alarms.raise("DISK_FULL", "No room.");
    await until(1);
    expect(await readAlarms(file, clock)).toEqual([{ code: "DISK_FULL", sentence: "No room.", since: began }]);
    alarms.clear("DISK_FULL");
    await until(0);
    expect(said).toEqual(["ALARM DISK_FULL: No room.", expect.stringMatching(/^DISK_FULL is over/)]);
  });

  test("one that nobody renews ends by itself, and is said again when it comes back", async () => {
    const alarms = createAlarms(file, clock, (text) => said.push(text));
    alarms.raise("STORE_UNAVAILABLE", "Away.");
    await until(1);
    pass(6);
    expect(await readAlarms(file, clock)).toEqual([]);
    alarms.raise("STORE_UNAVAILABLE", "Away.");
    expect(said).toHaveLength(2);
  });

  test.each([["nothing"], ["{"], ['[{"code":1}]']])("a file that holds %s holds none", async (content) => {
    if (content !== "nothing") await writeFile(file, content);
    expect(await readAlarms(file, clock)).toEqual([]);
    if (content !== "nothing") expect(await readFile(file, "utf8")).toBe(content);
  });
});

describe("one at a time", () => {
  test("wishes during a run become one run after it, and none is lost", async () => {
    let runs = 0;
    let running = 0;
    const work = oneAtATime(async () => {
      runs += 1;
      running += 1;
      expect(running).toBe(1);
      await sleep(5);
      running -= 1;
    });
    await Promise.all([work.run(), work.run(), work.run(), work.run()]);
    expect(runs).toBe(2);
    await work.run();
    expect(runs).toBe(3);
  });

  test("a run that fails fails its wish alone, and stopping waits", async () => {
    let runs = 0;
    const work = oneAtATime(async () => {
      runs += 1;
      if (runs === 1) throw new Error("once");
    });
    const [first, second] = [work.run(), work.run()];
    await expect(first).rejects.toThrow("once");
    await second;
    await work.stop();
    await work.run();
    expect(runs).toBe(2);
  });
});

test.each([
  ["127.0.0.1:2424", { host: "127.0.0.1", port: 2424 }],
  ["[::1]:24", { host: "::1", port: 24 }],
  ["/var/lib/sameday/mail/lmtp", { socket: "/var/lib/sameday/mail/lmtp", mode: 0o666 }],
])("mail is taken in at %s", (written, place) => expect(listenPlace(written)).toEqual(place));

test("mail is taken in nowhere else", () => expect(() => listenPlace("0.0.0.0:24")).toThrow(/cannot be taken in/));
