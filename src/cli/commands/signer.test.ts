import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DAY_MS } from "../../kernel/index.ts";
import type { SigningKey } from "../../signer/index.ts";
import { createProcessRunner, systemClock } from "../../system/index.ts";
import { thisMachine } from "../doctor/this-machine.ts";
import type { CommandContext } from "../frame/context.ts";
import { runCommandLine } from "../frame/run.ts";

/* A signer's socket that answers one question; what the real one answers is tested with the signer. */

const data = mkdtempSync(join(tmpdir(), "sameday-keys-"));
let server: Server;

function key(use: SigningKey["use"], daysLeft: number | null): SigningKey {
  const expires = daysLeft === null ? null : new Date(Date.now() + daysLeft * DAY_MS).toISOString();
  return { use, fingerprint: use.slice(0, 1).repeat(40), created: "", expires, state: "signing", publicKey: "" };
}

const keys = [key("archive", 20.5), key("queue", null), key("advisory", 400)];

beforeAll(async () => {
  mkdirSync(join(data, "run"));
  server = createServer((socket) => {
    socket.once("data", () => socket.end(`${JSON.stringify({ ok: true, result: { call: "keys", keys } })}\n`));
  });
  await new Promise<void>((resolve) => server.listen(join(data, "run", "signer"), resolve));
});

afterAll(() => {
  server.close();
  rmSync(data, { recursive: true });
});

test("signer keys shows the keys, and under them what expires soon and what to do", async () => {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
  const exit = await runCommandLine(["signer", "keys", "--data", data], { streams, environment: { HOME: data } });
  const lines = String(stdout.read()).trim().split("\n");
  expect(exit).toBe(0);
  expect(lines[1]).toMatch(/^queue +q{40} {2}signing, does not expire$/);
  // Without a definition that can be read the usual days count: 90, 30 and 7.
  expect(lines.slice(3)).toEqual([
    expect.stringMatching(/^The archive key a{16} expires in 20 days, on .* UTC\.$/),
    "→ Begin a rotation in time for machines to follow: sameday signer rotate begin.",
  ]);
});

test("the doctor asks the same socket, and takes a machine without one for a machine without a signer", async () => {
  const context = { dataDirectory: data, processes: createProcessRunner("/nonexistent"), clock: systemClock };
  const asked = await thisMachine(context as unknown as CommandContext).signingKeys();
  expect(asked).toEqual({ keys, warningDays: [90, 30, 7] });
  const elsewhere = { ...context, dataDirectory: join(data, "nowhere") } as unknown as CommandContext;
  expect(await thisMachine(elsewhere).signingKeys()).toBeUndefined();
});
