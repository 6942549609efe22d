import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { SamedayError } from "../kernel/index.ts";
import type { ServerClient } from "./client.ts";
import { type Outbox, openOutbox } from "./outbox.ts";
import type { Finish } from "./protocol.ts";
import { ServerAway } from "./retry.ts";

const finish: Finish = { outcome: "done", envelope: "{}", files: [] };
const signal = new AbortController().signal;
let directory: string;
let taken: string[];
let answers: (() => void)[];
let outbox: Outbox;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "builder-outbox-"));
  taken = [];
  answers = [];
  const server = {
    async finish(lease: string): Promise<void> {
      answers.shift()?.();
      taken.push(lease);
    },
  } as unknown as ServerClient;
  const random = { bytes: (count: number) => new Uint8Array(count) };
  outbox = await openOutbox({ directory, server, random, progress: () => undefined });
});
afterEach(() => rm(directory, { recursive: true, force: true }));

test("a finish stays until it was answered", async () => {
  await outbox.put("lease-1", finish);
  expect(await outbox.pending()).toEqual(["lease-1"]);
  answers = [
    () => {
      throw new ServerAway("away");
    },
  ];
  await outbox.deliver("lease-1", signal);
  expect(taken).toEqual(["lease-1"]);
  expect(await outbox.pending()).toEqual([]);
});

test("what the server refuses is not offered for ever", async () => {
  await outbox.put("lease-2", finish);
  answers = [
    () => {
      throw new SamedayError("BUILDER_REFUSED", "not yours");
    },
  ];
  await outbox.deliver("lease-2", signal);
  expect(await outbox.pending()).toEqual([]);
});

test("a builder that stops keeps it for its next start", async () => {
  await outbox.put("lease-3", finish);
  await expect(outbox.deliver("lease-3", AbortSignal.abort())).rejects.toThrow();
  expect(await outbox.pending()).toEqual(["lease-3"]);
});
