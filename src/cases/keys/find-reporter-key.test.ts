import { describe, expect, test } from "vitest";
import type { Command, ProcessRunner } from "../../kernel/index.ts";
import type { Certificate } from "../../openpgp/index.ts";
import { certificate } from "../intake/test-intake.ts";
import { findReporterKey, type KnownKeys } from "./find-reporter-key.ts";

const RUI = "rui@home.example";
const NOW = new Date("2026-11-22T12:00:00Z");
const MINE: Certificate = { ...certificate("AAAA", RUI), bytes: Buffer.from("mine") };
const OTHER = certificate("BBBB", RUI);
const REVOKED: Certificate = { ...MINE, revoked: true };
const EXPIRED: Certificate = { ...MINE, bytes: Buffer.from("old"), expires: new Date("2026-11-01T00:00:00Z") };
const FOREIGN = certificate("CCCC", "eva@evil.example");
const YOUNGER: Certificate = { ...OTHER, created: new Date("2026-06-01T00:00:00Z") };

interface World {
  readonly wkd?: readonly Certificate[] | "no-answer";
  readonly keyserver?: readonly Certificate[] | "no-answer";
  /** Nobody can be reached. */
  readonly away?: boolean;
  /** How long each question takes. */
  readonly seconds?: number;
  readonly proxy?: string;
  readonly settings?: { readonly wkd: boolean; readonly keyservers: readonly string[] };
}

/** A search in a world where the domain and one keyserver have these keys, and how many questions left the house. */
async function search(known: Partial<KnownKeys>, world: World = {}) {
  const asked: Command[] = [];
  let now = NOW.getTime();
  const answers = new Map<string, readonly Certificate[]>();
  const runner: ProcessRunner = {
    run: async (command) => {
      asked.push(command);
      now += (world.seconds ?? 0) * 1000;
      const isWkd = String(command.input).includes("/.well-known/");
      const found = isWkd ? world.wkd : world.keyserver;
      const name = isWkd ? "wkd" : "keyserver";
      if (found && found !== "no-answer") answers.set(name, found);
      const status = found === "no-answer" ? "503" : found ? "200" : "404";
      if (world.away) return { exitCode: 7, stdout: Buffer.from(""), stderr: "000", milliseconds: 1 };
      return { exitCode: 0, stdout: Buffer.from(found ? name : ""), stderr: status, milliseconds: 1 };
    },
  };
  const opener = {
    readCertificates: async (bytes: Uint8Array) => {
      return { certificates: answers.get(Buffer.from(bytes).toString()) ?? [], secret: false, faults: [] };
    },
  };
  const sealer = {
    merge: async (copies: readonly [Certificate, ...Certificate[]]) => {
      return { ...(copies.at(-1) ?? copies[0]), revoked: copies.some(({ revoked }) => revoked) };
    },
  };
  const settings = world.settings ?? { wkd: true, keyservers: ["hkps://keys.example.net"] };
  const intake = { keys: { ...settings, proxy: world.proxy } };
  const finding = await findReporterKey({ intake, opener, sealer, runner, clock: { now: () => new Date(now) } }, RUI, {
    came: undefined,
    onFile: [],
    ...known,
  });
  return { ...finding, asked };
}

describe("no key is on file", () => {
  test("the one that came along is used, and nobody is asked", async () => {
    const { found, asked } = await search({ came: MINE }, { wkd: [OTHER] });
    expect([found, asked]).toEqual([{ certificate: MINE, from: "came with the mail", news: "none" }, []]);
  });

  test("then the domain's, then the keyserver's; each is pinned", async () => {
    expect((await search({}, { wkd: [MINE], keyserver: [OTHER] })).found).toMatchObject({
      from: "WKD",
      news: "pinned",
    });
    const byServer = await search({ came: EXPIRED }, { keyserver: [OTHER] });
    expect(byServer.found).toMatchObject({ certificate: OTHER, from: "keyserver keys.example.net", news: "pinned" });
    expect(byServer.passedOver).toEqual([{ fingerprint: "AAAA", from: "the mail", why: "it has expired" }]);
  });

  test.each<[string, Certificate, string]>([
    ["revoked", REVOKED, "it is revoked"],
    ["expired", EXPIRED, "it has expired"],
    ["somebody else's", FOREIGN, "none of its user ids is this address"],
    ["for signing alone", { ...MINE, canEncrypt: false }, "it has no part that can be encrypted to now"],
  ])("one that is %s is passed over", async (_name, key, why) => {
    const { found, passedOver } = await search({}, { wkd: [key] });
    expect([found, passedOver]).toEqual([undefined, [{ fingerprint: key.fingerprint, from: "WKD", why }]]);
  });

  test("of several, a domain's youngest counts; of a keyserver's, none", async () => {
    expect((await search({}, { wkd: [MINE, YOUNGER] })).found?.certificate).toBe(YOUNGER);
    const { found, passedOver } = await search({}, { keyserver: [MINE, YOUNGER] });
    expect([found, passedOver.length]).toEqual([undefined, 2]);
  });

  test("who does not answer is named, and the next is asked", async () => {
    const { found, silent } = await search({}, { wkd: "no-answer", keyserver: [MINE] });
    expect([found?.from, silent]).toEqual(["keyserver keys.example.net", ["WKD"]]);
  });

  test("who is away is asked once", async () => {
    const { silent, asked } = await search({}, { away: true });
    expect(silent).toEqual(["WKD", "keyserver keys.example.net"]);
    const hosts = asked.map(({ input }) => /https:\/\/([^/]+)/.exec(String(input))?.[1]);
    expect(hosts).toEqual(["openpgpkey.home.example", "home.example", "keys.example.net"]);
  });

  test.each<[string | undefined, number, readonly string[]]>([
    [undefined, 10, ["10.000", "10.000"]],
    [undefined, 4, ["10.000", "6.000", "10.000", "6.000"]],
    ["socks5h://127.0.0.1:9050", 20, ["30.000", "10.000", "30.000", "10.000"]],
    ["socks5h://127.0.0.1:9050", 31, ["30.000", "30.000"]],
  ])("each who may be asked has one patience (proxy %s, %d s a question): %j", async (proxy, seconds, limits) => {
    const { asked } = await search({}, { ...(proxy === undefined ? {} : { proxy }), seconds });
    expect(asked.map(({ input }) => /max-time = (\S+)/.exec(String(input))?.[1])).toEqual(limits);
  });

  test("where look-ups are off, no process is started", async () => {
    const { found, asked } = await search({}, { wkd: [MINE], settings: { wkd: false, keyservers: [] } });
    expect([found, asked]).toEqual([undefined, []]);
  });

  test("no address stands in an argument", async () => {
    const { asked } = await search({}, { keyserver: [MINE] });
    expect(asked.length).toBeGreaterThan(0);
    for (const { argv, env } of asked) expect([argv, env]).toEqual([["curl", "-q", "-K", "-"], undefined]);
  });
});

describe("a key is on file", () => {
  const onFile = [MINE];

  test("it is used, and nobody is asked before sending", async () => {
    const { found, asked } = await search({ onFile }, { wkd: [OTHER] });
    expect([found?.from, found?.certificate, asked]).toEqual(["on file", MINE, []]);
  });

  test("another one is named and not used, whoever has it", async () => {
    const world = { wkd: [YOUNGER], keyserver: [OTHER] };
    const { found, passedOver } = await search({ onFile, came: OTHER, refresh: true }, world);
    expect(found?.certificate).toBe(MINE);
    expect(passedOver.map(({ fingerprint, from }) => [fingerprint, from])).toEqual([
      ["BBBB", "the mail"],
      ["BBBB", "WKD"],
      ["BBBB", "keyserver keys.example.net"],
    ]);
  });

  test("before sending, a revocation ends it, and another key does not take its place", async () => {
    const { found, revoked, passedOver } = await search(
      { onFile, refresh: true },
      { wkd: [OTHER], keyserver: [REVOKED] },
    );
    expect([found, revoked]).toEqual([undefined, [REVOKED]]);
    expect(passedOver).toContainEqual(expect.objectContaining({ fingerprint: "BBBB", from: "WKD" }));
  });

  test("a copy that can be used takes the place of one that has expired", async () => {
    const { found } = await search({ onFile: [EXPIRED] }, { wkd: [MINE] });
    expect(found).toEqual({ certificate: MINE, from: "on file", news: "refreshed" });
    expect((await search({ onFile: [EXPIRED] })).found).toBeUndefined();
  });

  test("one that is revoked is not brought back by a copy that does not say so", async () => {
    const { found, revoked } = await search({ onFile: [REVOKED], refresh: true }, { wkd: [MINE] });
    expect([found, revoked]).toEqual([undefined, []]);
  });

  test("where nobody answers, what is known counts", async () => {
    const { found, silent } = await search({ onFile, refresh: true }, { wkd: "no-answer", keyserver: "no-answer" });
    expect([found?.certificate, silent]).toEqual([MINE, ["WKD", "keyserver keys.example.net"]]);
  });
});
