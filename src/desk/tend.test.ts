import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { SamedayError } from "../kernel/index.ts";
import { oneLine, type Tending, tend } from "./tend.ts";

let tending: Tending | undefined;

beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  await tending?.stop();
  vi.useRealTimers();
});

describe("cares", () => {
  test("a database that is away is told by its name", async () => {
    const said: string[] = [];
    const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" });
    tending = tend([{ name: "issues", everyMs: 1000, work: () => Promise.reject(refused) }], (text) => said.push(text));
    await vi.advanceTimersByTimeAsync(0);
    expect(said).toEqual([expect.stringMatching(/^issues: STORE_UNAVAILABLE: The database does not answer\./)]);
  });

  test("one that fails stops neither the others nor its own next turn", async () => {
    const said: string[] = [];
    const done: string[] = [];
    let tries = 0;
    const fail = async (): Promise<never> => {
      tries += 1;
      throw new SamedayError("SIGNER_UNREACHABLE", "The signer does not answer.");
    };
    const throwAtOnce = (): never => {
      throw new Error("first line\nsecond line");
    };
    tending = tend(
      [
        { name: "queues", everyMs: 1000, work: fail },
        { name: "odd", everyMs: 5000, work: throwAtOnce },
        { name: "mails", everyMs: 1000, work: async () => done.push("mails") },
      ],
      (text) => said.push(text),
    );
    await vi.advanceTimersByTimeAsync(2500);
    expect(done).toEqual(["mails", "mails", "mails"]);
    expect(tries).toBe(3);
    expect(said.find((text) => text.startsWith("queues"))).toMatch(
      /^queues: SIGNER_UNREACHABLE: The signer does not answer\. Start the signer/,
    );
    expect(said.find((text) => text.startsWith("odd"))).toContain("(first line second line)");
  });

  test("none runs beside itself, and a slow one holds up nobody", async () => {
    let inside = 0;
    let most = 0;
    const ticks: string[] = [];
    const slow = async (): Promise<void> => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 3500));
      inside -= 1;
    };
    tending = tend(
      [
        { name: "slow", everyMs: 1000, work: slow },
        { name: "quick", everyMs: 1000, work: async () => ticks.push("quick") },
      ],
      () => undefined,
    );
    await vi.advanceTimersByTimeAsync(8100);
    expect(most).toBe(1);
    expect(ticks).toHaveLength(9);
    const stopped = tending.stop();
    await vi.advanceTimersByTimeAsync(4000);
    await stopped;
    expect(inside).toBe(0);
  });
});

test("a failure is told in one line with its code", () => {
  expect(oneLine(new SamedayError("DISK_FULL", "There is no space\nleft."))).toMatch(
    /^DISK_FULL: There is no space left\. /,
  );
  expect(oneLine(Object.assign(new Error("write"), { code: "ENOSPC" }))).toMatch(/^DISK_FULL: /);
});
