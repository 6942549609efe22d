import { mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ServerAway } from "./retry.ts";
import { openStepLog, type StepLog } from "./step-log.ts";

const random = { bytes: (count: number) => new Uint8Array(count) };
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "builder-log-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

interface Server {
  bytes: Buffer;
  failures: number;
}

function open(
  server: Server,
  limitBytes: number,
  onFull: (error: Error) => void = () => undefined,
  file = join(directory, "log"),
): StepLog {
  return openStepLog({
    file,
    limitBytes,
    onFull,
    random,
    signal: new AbortController().signal,
    async send(offset, bytes) {
      if (server.failures > 0) {
        server.failures -= 1;
        throw new ServerAway("away");
      }
      expect(offset).toBe(server.bytes.length);
      server.bytes = Buffer.concat([server.bytes, bytes]);
    },
  });
}

describe("step log", () => {
  test("arrives whole and in order, whatever the pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary" }), { maxLength: 20 }), async (lines) => {
        const server = { bytes: Buffer.alloc(0), failures: 0 };
        const log = open(server, 1_000_000);
        for (const line of lines) log.write(line);
        await log.close();
        expect(server.bytes.toString()).toBe(Buffer.from(lines.join("")).toString());
      }),
      { numRuns: 50 },
    );
  });

  test("survives a server that was away", async () => {
    const server = { bytes: Buffer.alloc(0), failures: 2 };
    const log = open(server, 1000);
    log.write("kept");
    await log.close();
    expect(server.bytes.toString()).toBe("kept");
  });

  test("keeps up to its limit and says once that it is full", async () => {
    const server = { bytes: Buffer.alloc(0), failures: 0 };
    const said: Error[] = [];
    const log = open(server, 10, (error) => said.push(error));
    log.write("12345678");
    log.write("abcdef");
    log.write("more");
    await log.close();
    expect(server.bytes.toString()).toBe("12345678ab");
    expect(said).toMatchObject([{ reason: "log-too-large" }]);
  });

  test("on a disk that is full ends the step with that reason, not the builder", async () => {
    const full = join(directory, "full");
    // Every write to full(4) fails as on a full disk; the link is ours to remove.
    await symlink("/dev/full", full);
    const server = { bytes: Buffer.alloc(0), failures: 0 };
    const said: Error[] = [];
    const log = open(server, 1000, (error) => said.push(error), full);
    expect(() => log.write("does not fit")).not.toThrow();
    log.write("more");
    await log.close();
    expect(said).toMatchObject([{ reason: "disk-full", message: "The builder has no space left." }]);
    expect(server.bytes).toHaveLength(0);
  });

  test("leaves no file once the server has it: the room is needed for the finish", async () => {
    const file = join(directory, "sent");
    const log = open({ bytes: Buffer.alloc(0), failures: 1 }, 1000, undefined, file);
    log.write("sent");
    await log.close();
    await expect(stat(file)).rejects.toMatchObject({ code: "ENOENT" });
  });
});
