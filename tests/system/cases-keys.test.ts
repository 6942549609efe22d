import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { findReporterKey, type KeyFinding, type KnownKeys } from "../../src/cases/index.ts";
import type { KeyLookupSettings } from "../../src/distribution/index.ts";
import {
  createMessageOpener,
  createMessageSealer,
  type MessageOpener,
  type MessageSealer,
} from "../../src/openpgp/index.ts";
import { createProcessRunner } from "../../src/system/index.ts";
import { createKeyWorld, type KeyWorld } from "./cases-keys-kit.ts";
import { createPgp } from "./cases-mail-kit.ts";
import { scratch } from "./store-support.ts";

/** Keys of reporters, looked for by the real curl at a real server over TLS, directly and through a proxy. */

const ALICE = "alice@reporter.example";
const PATH = "/.well-known/openpgpkey/";
const HU = "hu/kei1q4tipxxu1yj79k9kfukdhfy631xe?l=alice";
const ADVANCED = `openpgpkey.reporter.example${PATH}reporter.example/${HU}`;
const DIRECT = `reporter.example${PATH}${HU}`;
const VKS = "keys.example/vks/v1/by-email/alice%40reporter.example";
const HKP = "keys.example/pks/lookup?op=get&options=mr&exact=on&search=alice%40reporter.example";

let base: Awaited<ReturnType<typeof scratch>>;
let world: KeyWorld;
let opener: MessageOpener;
let sealer: MessageSealer;
let fingerprint: string;
let key: Buffer;
let foreign: Buffer;
let revoked: Buffer;
let close: () => void;

beforeAll(async () => {
  base = await scratch();
  const pgp = createPgp(base.directory);
  close = pgp.close;
  fingerprint = pgp.key(`Alice <${ALICE}>`);
  key = Buffer.from(pgp.publicKey(fingerprint));
  pgp.revoke(fingerprint);
  revoked = Buffer.from(pgp.publicKey(fingerprint));
  foreign = Buffer.from(pgp.publicKey(pgp.key("Eve <eve@evil.example>")));
  world = await createKeyWorld(["reporter.example", "openpgpkey.reporter.example", "keys.example"]);
  sealer = createMessageSealer(() => new Date());
  opener = createMessageOpener({
    secretKeys: [],
    runner: createProcessRunner("/nonexistent"),
    now: () => new Date(),
  });
});
beforeEach(() => {
  world.pages.clear();
  for (const list of [world.asked, world.started, world.proxied]) list.splice(0);
});
afterAll(async () => {
  await opener?.close();
  await sealer?.close();
  await world?.close();
  close?.();
  await base?.remove();
});

const OFF: KeyLookupSettings = { wkd: false, keyservers: [], proxy: undefined };
const serve = (name: string, bytes: Uint8Array, status = 200): void => {
  world.pages.set(name, (response) => void response.writeHead(status).end(bytes));
};
const find = (
  settings: Partial<KeyLookupSettings>,
  known: KnownKeys = { came: undefined, onFile: [] },
  runner = world.runner,
): Promise<KeyFinding> => {
  const intake = { keys: { ...OFF, ...settings } };
  return findReporterKey({ intake, opener, sealer, runner, clock: { now: () => new Date() } }, ALICE, known);
};

describe("directly", () => {
  test.each<[string, string, Partial<KeyLookupSettings>, string, readonly string[]]>([
    ["the domain's own host", ADVANCED, { wkd: true }, "WKD", [ADVANCED]],
    ["the domain itself, when that has none", DIRECT, { wkd: true }, "WKD", [ADVANCED, DIRECT]],
    ["a keyserver", VKS, { keyservers: ["hkps://keys.example"] }, "keyserver keys.example", [VKS]],
    ["an older one", HKP, { keyservers: ["hkps://keys.example"] }, "keyserver keys.example", [VKS, HKP]],
    [
      "a keyserver after WKD",
      VKS,
      { wkd: true, keyservers: ["hkps://keys.example"] },
      "keyserver keys.example",
      [ADVANCED, DIRECT, VKS],
    ],
  ])("%s has it", async (_name, page, settings, from, asked) => {
    serve(page, key);
    const { found } = await find(settings);
    expect([found?.certificate.fingerprint, found?.from, found?.news]).toEqual([fingerprint, from, "pinned"]);
    expect(world.asked).toEqual(asked);
    expect(new Set(world.started.map((words) => words.join(" ")))).toEqual(new Set(["curl -q -K -"]));
  });

  test("a revocation is found by fingerprint, when the address leads nowhere any more", async () => {
    const { certificates } = await opener.readCertificates(key);
    serve(`keys.example/vks/v1/by-fingerprint/${fingerprint}`, revoked);
    const known = { came: undefined, onFile: certificates, refresh: true };
    const finding = await find({ keyservers: ["hkps://keys.example"] }, known);
    expect([finding.found, finding.revoked.map((each) => each.revoked)]).toEqual([undefined, [true]]);
  });

  test("where look-ups are off nothing is asked, and nothing is started", async () => {
    serve(VKS, key);
    expect((await find({})).found).toBeUndefined();
    expect([world.asked, world.started]).toEqual([[], []]);
  });

  test.each<[string, () => void, string]>([
    [
      "a redirection is not followed",
      () => world.pages.set(ADVANCED, (to) => void to.writeHead(302, { location: `https://keys.example/x` }).end()),
      "silent",
    ],
    [
      "an endless answer is cut off",
      () =>
        world.pages.set(ADVANCED, (to) => {
          const more = (): void => {
            while (!to.destroyed && to.write(Buffer.alloc(65_536)));
          };
          to.writeHead(200).on("drain", more);
          more();
        }),
      "silent",
    ],
    ["an error is no answer", () => serve(ADVANCED, key, 500), "silent"],
    ["a page is no key", () => serve(ADVANCED, Buffer.from("<html>not found</html>")), "none"],
    ["somebody else's key is named, and not used", () => serve(ADVANCED, foreign), "passed over"],
  ])("%s", async (_name, prepare, what) => {
    prepare();
    world.pages.set(DIRECT, (to) => void to.writeHead(what === "silent" ? 503 : 404).end());
    serve("keys.example/x", key);
    const { found, silent, passedOver } = await find({ wkd: true });
    expect(found).toBeUndefined();
    expect([silent.length, passedOver.length]).toEqual([what === "silent" ? 1 : 0, what === "passed over" ? 1 : 0]);
    expect(world.asked).not.toContain("keys.example/x");
  });

  test("a server whose certificate is not trusted is as good as none", async () => {
    serve(ADVANCED, key);
    const untrusting = createProcessRunner("/nonexistent");
    const { found, silent } = await find({ wkd: true }, undefined, {
      run: (command) =>
        untrusting.run({ ...command, input: `${command.input}connect-to = "::127.0.0.1:${world.port}"\n` }),
    });
    expect([found, silent]).toEqual([undefined, ["WKD"]]);
    expect(world.asked).toEqual([]);
  });
});

describe("through a proxy", () => {
  test.each(["proxy", "httpProxy"] as const)(
    "hosts are asked for by name, so that nobody else learns them: %s",
    async (kind) => {
      serve(DIRECT, key);
      const { found } = await find({ wkd: true, proxy: world[kind] }, undefined, world.trusting);
      expect(found?.certificate.fingerprint).toBe(fingerprint);
      expect(world.proxied).toEqual(["openpgpkey.reporter.example", "reporter.example"]);
    },
  );

  test.each(["socks5h", "http"])("one that is away is never passed by: %s", async (scheme) => {
    serve(ADVANCED, key);
    const gone = await unusedPort();
    const { found, silent } = await find({ wkd: true, proxy: `${scheme}://127.0.0.1:${gone}` });
    expect([found, silent, world.asked]).toEqual([undefined, ["WKD"], []]);
  });
});

function unusedPort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 1));
    });
  });
}
