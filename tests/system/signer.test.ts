import { readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toBinaryKeys, verifyClearsigned } from "../../src/openpgp/index.ts";
import {
  createSignerClient,
  type RunningSigner,
  runSigner,
  type SignerClient,
  verifySignerLog,
} from "../../src/signer/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import { type Apt, privateApt, serveTree, type TreeServer } from "./signer-apt.ts";
import { goodRequest, makeWork, openStage, RELEASE, runner, type Stage, stateStep, type Work } from "./signer-kit.ts";

/** How apt says it, with gpgv on Debian 12 and with sqv on Debian 13. */
const NO_KEY = /NO_PUBKEY|Missing key|not signed/;

let stage: Stage;
let running: RunningSigner;
let signer: SignerClient;
let apt: Apt;
let keyring: string;
let archive: TreeServer;

async function start(): Promise<void> {
  const { signer: directory, socket: socketPath, exchange, definition } = stage;
  const ports = { runner, clock: systemClock, random: systemRandom };
  running = await runSigner({ directory, socketPath, exchange, definition, ...ports, minimumOverlapMs: 0 });
  signer = createSignerClient(stage.socket);
}

async function archiveKeys(): Promise<Uint8Array> {
  const keys = (await signer.keys()).filter((key) => key.use === "archive");
  return Buffer.concat(keys.map((key) => toBinaryKeys(Buffer.from(key.publicKey))));
}

beforeAll(async () => {
  stage = await openStage();
  await start();
  keyring = join(stage.root, "acme.gpg");
  await writeFile(keyring, await archiveKeys());
  archive = await serveTree(join(stage.signer, "public"));
  const rest = `[signed-by=${keyring}] ${archive.url} bookworm-security main`;
  apt = await privateApt(join(stage.root, "apt"), `deb ${rest}\ndeb-src ${rest}`);
});

afterAll(async () => {
  archive.close();
  await running.close();
  await stage.remove();
});

describe("before any update", () => {
  it("apt reads the empty security suite and finds the keyring package", async () => {
    const update = await apt.run("update");
    expect(update.stderr).toBe("");
    expect(update.exitCode).toBe(0);
    expect(await apt.candidate("acme-security-keyring")).toBe("1");
  });

  it("apt refuses the suite with another key", async () => {
    const other = join(stage.root, "other.gpg");
    await writeFile(other, toBinaryKeys(await readFile(stage.people.ada.person.keyFile)));
    const source = `deb [signed-by=${other}] file:${stage.signer}/public bookworm-security main`;
    const update = await (await privateApt(join(stage.root, "apt-other"), source)).run("update");
    expect(update.stderr).toMatch(NO_KEY);
  });
});

describe("an update", () => {
  let work: Work;
  beforeAll(async () => {
    work = await makeWork(stage, { version: "1.0" });
  });

  it("can be installed from the embargoed queue and is nowhere under the public tree", async () => {
    const envelopes = [stateStep(stage, work, "build")];
    const wish = { queue: "embargoed", release: RELEASE, update: work.update, files: work.files, envelopes };
    const put = await signer.enqueue(wish);
    expect(put.suite).toBe("bookworm-embargoed");
    expect(await signer.enqueue(wish)).toEqual(put);
    const queueKey = (await signer.keys()).find((key) => key.use === "queue");
    const queueRing = join(stage.root, "queue.asc");
    await writeFile(queueRing, queueKey?.publicKey ?? "");
    const source = `deb [signed-by=${queueRing}] file:${stage.signer}/queues/embargoed bookworm-embargoed main`;
    const tester = await privateApt(join(stage.root, "apt-tester"), source);
    expect((await tester.run("update")).stderr).toBe("");
    expect(await tester.candidate("tiny")).toBe("1.0");
    expect((await readdir(join(stage.signer, "public"), { recursive: true })).join("\n")).not.toContain("tiny");
  });

  it("is published, verified and fetched by apt, source too", async () => {
    const published = await signer.publish(await goodRequest(stage, work));
    expect(published).toMatchObject({ suite: "bookworm-security", snapshot: `bookworm-security/${published.serial}` });
    expect((await apt.run("update")).stderr).toBe("");
    expect(await apt.candidate("tiny")).toBe("1.0");
    const fetched = await apt.run("--download-only", "--yes", "install", "tiny");
    expect(fetched.exitCode).toBe(0);
    expect((await apt.run("--download-only", "source", "tiny")).exitCode).toBe(0);
    expect(await readdir(join(stage.root, "apt"))).toEqual(expect.arrayContaining(["tiny_1.0.dsc", "tiny_1.0.tar.xz"]));
    expect(archive.asked.filter((path) => path.includes("Packages")).every((path) => path.includes("/by-hash/"))).toBe(
      true,
    );
  });

  it("is answered as the first time when it is published again, by two at once", async () => {
    const request = await goodRequest(stage, work);
    const serialBefore = await currentSerial();
    const [one, two] = await Promise.all([signer.publish(request), signer.publish(request)]);
    expect(one).toEqual(two);
    expect(await currentSerial()).toBe(serialBefore);
  });

  it("leaves the queue, twice without harm", async () => {
    const wish = { queue: "embargoed", release: RELEASE, update: work.update };
    const first = await signer.dequeue(wish);
    expect(await signer.dequeue(wish)).toEqual(first);
    const packages = "dists/bookworm-embargoed/main/binary-amd64/Packages";
    expect(await readFile(join(stage.signer, "queues", "embargoed", packages), "utf8")).toBe("");
  });

  it("may be told in an advisory that names it, signed by a key that apt does not trust", async () => {
    const text = "Package        : tiny\n\nIn bookworm this is fixed in version 1.0.\n";
    const signed = await signer.signAdvisory({ update: work.update, text });
    const advisoryKey = (await signer.keys()).find((key) => key.use === "advisory");
    const ring = join(stage.root, "advisory.asc");
    await writeFile(ring, advisoryKey?.publicKey ?? "");
    const verified = await verifyClearsigned(runner, { message: Buffer.from(signed), keyringFile: ring });
    expect(Buffer.from(verified.signedText).toString()).toBe(text);
    await expect(
      verifyClearsigned(runner, { message: Buffer.from(signed), keyringFile: keyring }),
    ).rejects.toMatchObject({ code: "SIGNER_UNKNOWN" });
    await expect(signer.signAdvisory({ update: work.update, text: "tiny 1.1" })).rejects.toThrow(
      /does not name tiny and 1\.0/,
    );
    await expect(signer.signAdvisory({ update: "u9", text })).rejects.toMatchObject({ code: "SIGNER_REFUSED" });
  });

  it("is followed by a newer one; an index that apt was just told of stays within reach", async () => {
    const byHash = "dists/bookworm-security/main/binary-amd64/by-hash/SHA256";
    const before = await readdir(join(stage.signer, "public", byHash));
    const next = await makeWork(stage, { update: "u2", version: "1.1" });
    await signer.publish(await goodRequest(stage, next));
    const after = await readdir(join(stage.signer, "public", byHash));
    expect(after).toEqual(expect.arrayContaining(before));
    expect(after.length).toBeGreaterThan(before.length);
    expect((await apt.run("update")).stderr).toBe("");
    expect(await apt.candidate("tiny")).toBe("1.1");
    await expect(signer.publish(await goodRequest(stage, work))).rejects.toMatchObject({ code: "VERSION_NOT_NEWER" });
  });

  it("goes to contrib when its section says so, and to no component that the suite lacks", async () => {
    const contrib = await makeWork(stage, {
      update: "u3",
      source: "extra",
      version: "1.0",
      section: "contrib/utils",
      uploader: stage.people.ada,
    });
    await signer.publish(await goodRequest(stage, contrib));
    const packages = "public/dists/bookworm-security/contrib/binary-amd64/Packages";
    expect(await readFile(join(stage.signer, packages), "utf8")).toMatch(/^Filename: pool\/contrib\/e\/extra\//m);
    const strange = await makeWork(stage, {
      update: "u4",
      source: "odd",
      version: "1.0",
      section: "strange/utils",
      uploader: stage.people.ada,
    });
    await expect(signer.publish(await goodRequest(stage, strange))).rejects.toThrow(/component strange/);
  });
});

describe("a rotation of the archive key", () => {
  it("lets machines follow by the keyring package, and ends the old key", async () => {
    await signer.rotate("begin");
    const during = (await signer.keys()).filter((key) => key.use === "archive");
    expect(during.map((key) => key.state).sort()).toEqual(["incoming", "outgoing"]);
    // A machine that knows only the old key still verifies, and is offered the keyring with both.
    expect((await apt.run("update")).stderr).toBe("");
    expect(await apt.candidate("acme-security-keyring")).toBe("2");
    await apt.run("--download-only", "--yes", "install", "acme-security-keyring");
    const [deb] = (await readdir(join(stage.root, "apt/cache/archives"))).filter((name) => name.startsWith("acme"));
    const unpacked = join(stage.root, "unpacked");
    const fetched = join(stage.root, "apt/cache/archives", deb ?? "");
    await runner.run({ argv: ["dpkg-deb", "--extract", fetched, unpacked], timeLimitMs: 60_000 });

    const after = await signer.rotate("finish");
    expect(after.filter((key) => key.use === "archive").map((key) => key.state)).toEqual(["signing"]);
    expect((await apt.run("update")).stderr).toMatch(NO_KEY);
    await writeFile(keyring, await readFile(join(unpacked, "usr/share/keyrings/acme-security-keyring.gpg")));
    expect((await apt.run("update")).stderr).toBe("");
    expect(await apt.candidate("acme-security-keyring")).toBe("3");
    await expect(signer.rotate("finish")).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

describe("a restart", () => {
  it("finds keys, suites and log as they were, and signs nothing anew", async () => {
    const serial = await currentSerial();
    const keys = await signer.keys();
    await running.close();
    await start();
    expect(await currentSerial()).toBe(serial);
    expect(await signer.keys()).toEqual(keys);
    const log = verifySignerLog(await readFile(join(stage.signer, "log.jsonl"), "utf8"));
    const publications = log.filter((entry) => entry.details.reason === "publish");
    expect(publications.map((entry) => entry.details.update)).toEqual(["u1", "u2", "u3"]);
    expect(publications[0]?.details).toMatchObject({
      uploaders: ["tom"],
      builders: ["ash"],
      approvals: [{ person: "ben", fingerprint: stage.people.ben.fingerprint }],
    });
  });

  it("is refused while another signer serves the socket", async () => {
    await expect(start()).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

async function currentSerial(): Promise<number> {
  const link = await readlink(join(stage.signer, "public", "dists", "bookworm-security"));
  return Number(link.split("/").at(-1));
}
