import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, expect, test } from "vitest";
import { runCommandLine } from "../frame/run.ts";
import type { Streams } from "../frame/verb.ts";

const scratch = mkdtempSync("/tmp/sd-replay-");
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const file = (name: string, content: string): string => {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
};
const STATE = file("state.json", JSON.stringify({ address: "Security@desk.example", now: "2026-11-21T12:00:00Z" }));
const MAIL = file("a.eml", "From: rui@home.example\r\nSubject: parser\r\nMessage-ID: <a@b>\r\n\r\nA \x1b[2Jflaw.\r\n");
const BOUNCED = file("b.eml", "Return-Path: <>\r\nFrom: rui@home.example\r\n\r\nx\r\n");

async function run(input: string, ...words: readonly string[]) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const streams = { stdin: Readable.from([input]), stdout, stderr } as unknown as Streams;
  const [out, err] = [text(stdout), text(stderr)];
  const exit = await runCommandLine(["cases", "replay", ...words], { streams, environment: { HOME: scratch } });
  stdout.end();
  stderr.end();
  return { exit, out: await out, err: await err };
}

test("a line of JSON for each line, in its order; one that cannot be read fails alone", async () => {
  const input = `${MAIL}\n\n/nowhere/c.eml\r\n${MAIL}\t${MAIL}\n${BOUNCED}`;
  const { exit, out } = await run(input, "--state", STATE, "--json");
  const answers = out
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(exit).toBe(2);
  expect(answers).toMatchObject([
    { file: "a.eml", disposition: "new_case", reply: "ask_for_key_or_clear", auto_ack: true, attachments: [] },
    { file: "c.eml", error: "/nowhere/c.eml cannot be read." },
    { file: "a.eml", disposition: "duplicate", auto_ack: false },
    { file: "b.eml", disposition: "new_case", auto_ack: false },
  ]);
  expect(answers[0].crypto).toEqual({
    layer: "none",
    decrypted: null,
    integrity: null,
    signature: "none",
    signer: null,
    signer_matches_from: null,
  });
  expect(answers[0].shown).toContain("A ␛[2Jflaw.");
});

test("in words, without --json", async () => {
  const { exit, out } = await run(`${MAIL}\n`, "--state", STATE);
  expect(exit).toBe(0);
  expect(out).toMatch(/^a\.eml: new_case\n {2}crypto {7}none, decrypted -/);
});

test.each([
  ["no JSON", file("1.json", "{"), "is not JSON"],
  ["no address", file("2.json", "{}"), "address"],
  [
    "a key that there is not",
    file("3.json", '{"address":"a@b.example","role_keys":["none.asc"]}'),
    "none.asc cannot be read",
  ],
  ["no file", "/nowhere/state.json", "cannot be read"],
])("a state file that is %s is refused by name", async (_name, path, message) => {
  const { exit, err } = await run(`${MAIL}\n`, "--state", path);
  expect(exit).toBe(2);
  expect(err).toContain(message);
});
