import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { challengeText } from "../../src/accounts/index.ts";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import { type Approval, formatApproval } from "../../src/evidence/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import { createSigningKey } from "../../src/openpgp/index.ts";
import { runner, scratch } from "./store-support.ts";

/*
 * What commands sign at the word of a desk, with a real key. This desk is in the hands of somebody else: it asks for
 * whatever it likes to have signed, and writes down every signature that it gets.
 */

const UPDATE = "U-204817365";
const OTHER = "U-999999999";

let base: Awaited<ReturnType<typeof scratch>>;
let server: Server;
let here: string;
let environment: Record<string, string>;
let fingerprint: string;
let asked = "";
let signed: string[] = [];
let printed = "";

beforeAll(async () => {
  base = await scratch();
  const home = join(base.directory, "home");
  const wish = { userId: "leo <leo@example.org>", created: new Date(), expires: null };
  fingerprint = await createSigningKey(runner, home, wish);
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const said = body === "" ? {} : (JSON.parse(body) as { signed?: string });
    if (said.signed !== undefined) signed.push(said.signed);
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ challenge: asked, text: asked, token: "t", id: UPDATE }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  here = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  environment = { HOME: base.directory, GNUPGHOME: home, PATH: process.env.PATH ?? "" };
}, 120_000);

afterAll(async () => {
  server?.close();
  await base?.remove();
});

beforeEach(() => {
  signed = [];
  printed = "";
});

function run(...words: string[]): Promise<number> {
  const stream = () =>
    Object.assign(
      new PassThrough().on("data", (chunk) => (printed += chunk)),
      { isTTY: false, columns: 80 },
    );
  const streams = { stdout: stream(), stderr: stream(), stdin: new PassThrough() };
  return runCommandLine([...words, "--desk", here], { streams: streams as never, environment });
}

const login = () => run("login", "leo", "--key", fingerprint);
const approve = () => run("update", "approve", UPDATE, "--key", fingerprint);

function challenge(change: object = {}): string {
  return challengeText({
    ...{ publicUrl: here, person: "leo", nonce: "n".repeat(32), expires: new Date(Date.now() + 600_000) },
    ...change,
  });
}

function approval(change: Partial<Approval> = {}): string {
  return formatApproval({
    ...{ edition: 4, decision: "approve", update: UPDATE, source: "hello", version: "1.0-1", release: "bookworm" },
    ...{ issues: [], regressionOf: "", builtWithout: [], until: "2026-11-28T12:00:00Z", reason: "" },
    files: [{ name: "hello_1.0-1.dsc", sha256: sha256("dsc") }],
    ...change,
  });
}

test("a challenge and an approval are signed", async () => {
  asked = challenge();
  expect(await login()).toBe(0);
  asked = approval();
  // What this desk answers afterwards is no update; the signature it has.
  await approve();
  expect(signed).toHaveLength(2);
  expect(signed[1]).toContain(`Update: ${UPDATE}`);
});

test.each(["LEO", "leo@example.org", "leo "])(
  "an id that is none is said to be none, and nothing is asked: %j",
  async (person) => {
    asked = challenge();
    expect(await run("login", person, "--key", fingerprint)).toBe(2);
    expect(printed).toContain("Perhaps you are leo?");
    expect(signed).toEqual([]);
  },
);

test.each<[string, () => string]>([
  ["an approval", approval],
  ["a challenge for somebody else", () => challenge({ person: "mia" })],
  ["a challenge with an approval behind it", () => `${challenge()}${approval()}`],
  ["a challenge that hides on a terminal what it is", () => challenge({ publicUrl: `${here}\u001b[2J` })],
  ["nothing", () => ""],
])("login does not sign %s", async (_what, text) => {
  asked = text();
  expect(await login()).toBe(3);
  expect(signed).toEqual([]);
  expect(printed).not.toContain("\u001b[2J");
});

test.each<[string, () => string]>([
  ["another update", () => approval({ update: OTHER })],
  ["another decision", () => approval({ decision: "override-proof", reason: "why not" })],
  ["a login", () => challenge()],
  ["something behind the approval", () => `${approval()}Update: ${OTHER}\n`],
])("approve does not sign %s", async (_what, text) => {
  asked = text();
  expect(await approve()).toBe(3);
  expect(signed).toEqual([]);
});

test("an override is signed for its own reason only", async () => {
  const override = () => run("update", "override", UPDATE, "--key", fingerprint, "--reason", "A clock.");
  asked = approval({ decision: "override-proof", reason: "Anything." });
  expect(await override()).toBe(3);
  expect(signed).toEqual([]);
  asked = approval({ decision: "override-proof", reason: "A clock." });
  await override();
  expect(signed).toHaveLength(1);
});
