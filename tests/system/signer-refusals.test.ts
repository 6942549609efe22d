import { readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createEvidenceKey } from "../../src/evidence/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import {
  createSignerClient,
  PROTOCOL_VERSION,
  type RunningSigner,
  runSigner,
  type SignerClient,
  trustBuilder,
} from "../../src/signer/index.ts";
import { systemClock, systemRandom } from "../../src/system/index.ts";
import {
  approve,
  goodRequest,
  gpgAs,
  makeWork,
  offer,
  openStage,
  RELEASE,
  runner,
  type Stage,
  signAs,
  stateStep,
  type Work,
} from "./signer-kit.ts";

let stage: Stage;
let running: RunningSigner;
let signer: SignerClient;
let work: Work;
let good: Awaited<ReturnType<typeof goodRequest>>;

beforeAll(async () => {
  stage = await openStage();
  const { signer: directory, socket: socketPath, exchange, definition } = stage;
  running = await runSigner({
    ...{ directory, socketPath, exchange, definition, runner },
    ...{ clock: systemClock, random: systemRandom },
  });
  signer = createSignerClient(stage.socket);
  work = await makeWork(stage, { version: "1.0" });
  good = await goodRequest(stage, work);
});

afterAll(async () => {
  await running.close();
  await stage.remove();
});

/** Everything that users could see of the security suites, and what the signer keeps for itself while it checks. */
async function whatIsThere(): Promise<string> {
  const names = await readdir(join(stage.signer, "public"), { recursive: true });
  return names.sort().join("\n");
}

async function refused(change: Partial<typeof good>, code: string, reason: RegExp): Promise<void> {
  const before = await whatIsThere();
  const error = await signer.publish({ ...good, ...change }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code, message: expect.stringMatching(reason) });
  expect(await whatIsThere()).toBe(before);
}

const other = (): string => sha256("something else");

describe("nothing is published, and the reason is said, for", () => {
  type Change = () => Partial<typeof good> | Promise<Partial<typeof good>>;
  const approvedBy = (change: () => Promise<string>): Change => {
    return async () => ({ approvals: [await change()] });
  };
  const { stringify } = JSON;
  const table: readonly [string, string, RegExp, Change][] = [
    ["no approval", "SIGNER_REFUSED", /0 of 1 needed/, () => ({ approvals: [] })],
    [
      "an approval of other hashes",
      "HASH_MISMATCH",
      /ben approved other files or hashes/,
      approvedBy(() =>
        approve(stage.people.ben, work, {
          files: work.files.filter((file) => file.name.endsWith("dsc")).map(({ name }) => ({ name, sha256: other() })),
        }),
      ),
    ],
    [
      "an approval without the .deb",
      "HASH_MISMATCH",
      /other files/,
      approvedBy(() =>
        approve(stage.people.ben, work, {
          files: work.files
            .filter((file) => file.name.endsWith("dsc"))
            .map(({ name, sha256: hash }) => ({ name, sha256: hash })),
        }),
      ),
    ],
    [
      "an approval for another release",
      "SIGNER_REFUSED",
      /for trixie/,
      approvedBy(() => approve(stage.people.ben, work, { release: "trixie" })),
    ],
    [
      "an approval of another version",
      "SIGNER_REFUSED",
      /tiny 1\.1/,
      approvedBy(() => approve(stage.people.ben, work, { version: "1.1" })),
    ],
    [
      "an approval of another update",
      "SIGNER_REFUSED",
      /update u2/,
      approvedBy(() => approve(stage.people.ben, work, { update: "u2" })),
    ],
    [
      "an approval by a sealed name, of which users could not be told",
      "SIGNER_REFUSED",
      /S-204817365 was approved by a sealed name/,
      approvedBy(() => approve(stage.people.ben, work, { issues: ["CVE-2026-1000", "S-204817365"] })),
    ],
    [
      "an approval by an assistant",
      "SIGNER_NOT_ALLOWED",
      /tom is assistant/,
      approvedBy(() => approve(stage.people.tom, work)),
    ],
    [
      "an approval that is silent about a suite that was left out",
      "SIGNER_REFUSED",
      /ben approved it as built without none; builders state: bookworm-security:amd64/,
      () => ({
        envelopes: [
          stateStep(stage, work, "build", { leftOut: ["bookworm-security"] }),
          stateStep(stage, work, "prove"),
        ],
      }),
    ],
    ["an approval by an expired key", "SIGNATURE_BAD", /expired/, approvedBy(expiredApproval)],
    [
      "an altered approval",
      "SIGNATURE_BAD",
      /altered/,
      approvedBy(async () => (await approve(stage.people.ben, work)).replace("Update: u1", "Update: u2")),
    ],
    ["an unsigned approval", "SIGNATURE_BAD", /not clear-signed/, () => ({ approvals: ["yes"] })],
    [
      "another text that was signed",
      "INPUT_INVALID",
      /not an approval/,
      approvedBy(() => signAs(stage.people.ben, "Yes, go on.\n")),
    ],
    [
      "no build statement",
      "SIGNER_REFUSED",
      /No known builder states that it built/,
      () => ({ envelopes: [stateStep(stage, work, "prove")] }),
    ],
    [
      "a build statement by a stranger",
      "SIGNER_REFUSED",
      /No known builder/,
      () => ({
        envelopes: [
          stateStep(stage, work, "build", { key: createEvidenceKey(systemRandom) }),
          stateStep(stage, work, "prove"),
        ],
      }),
    ],
    [
      "a builder that states another hash",
      "HASH_MISMATCH",
      /ash states another hash/,
      () => ({ envelopes: [stateStep(stage, work, "build", { hash: other() }), stateStep(stage, work, "prove")] }),
    ],
    [
      "a builder that speaks in another's name",
      "SIGNER_REFUSED",
      /in the name of builder:oak/,
      () => ({ envelopes: [stateStep(stage, work, "build", { predicate: { party: "builder:oak" } })] }),
    ],
    [
      "a build of another update",
      "SIGNER_REFUSED",
      /about tiny 0\.9/,
      () => ({ envelopes: [stateStep(stage, work, "build", { predicate: { version: "0.9" } })] }),
    ],
    [
      "a build that failed",
      "SIGNER_REFUSED",
      /build failed/,
      () => ({ envelopes: [stateStep(stage, work, "build", { predicate: { result: "failed" } })] }),
    ],
    [
      "a build with a network",
      "SIGNER_REFUSED",
      /without network/,
      () => ({
        envelopes: [
          stateStep(stage, work, "build", {
            predicate: {
              findings: { dsc: work.files.find((file) => file.name.endsWith("dsc"))?.sha256 ?? "", network: "all" },
            },
          }),
        ],
      }),
    ],
    [
      "a build of another source",
      "SIGNER_REFUSED",
      /built another source/,
      () => ({
        envelopes: [stateStep(stage, work, "build", { predicate: { findings: { dsc: other(), network: "none" } } })],
      }),
    ],
    [
      "no proof",
      "SIGNER_REFUSED",
      /No known builder proved .* 0 of 2/,
      () => ({ envelopes: [stateStep(stage, work, "build")] }),
    ],
    [
      "a proof that found a difference",
      "SIGNER_REFUSED",
      /did not get the same/,
      () => ({
        envelopes: [
          stateStep(stage, work, "build"),
          stateStep(stage, work, "prove"),
          stateStep(stage, work, "prove", { same: false }),
        ],
      }),
    ],
    [
      "another uploader than signed",
      "SIGNER_NOT_ALLOWED",
      /uploaded by tom/,
      () => ({ uploaderFingerprint: stage.people.ada.fingerprint }),
    ],
    ["another source name", "SIGNER_REFUSED", /are tiny 1\.0, not tidy 1\.0/, () => ({ source: "tidy" })],
    ["another version", "SIGNER_REFUSED", /are tiny 1\.0, not tiny 2/, () => ({ version: "2" })],
    ["an unknown release", "NOT_FOUND", /no suite sid-security/, () => ({ release: "sid" })],
    [
      "a missing tarball",
      "INPUT_INVALID",
      /a file that it names is missing/,
      () => ({ files: work.files.filter((file) => !file.name.endsWith("tar.xz")) }),
    ],
    [
      "a missing package",
      "INPUT_INVALID",
      /No package/,
      () => ({ files: work.files.filter((file) => !file.name.endsWith("deb")) }),
    ],
    [
      "a missing .dsc",
      "INPUT_INVALID",
      /No \.dsc/,
      () => ({ files: work.files.filter((file) => !file.name.endsWith("dsc")) }),
    ],
    [
      "a missing .changes",
      "INPUT_INVALID",
      /No \.changes/,
      () => ({ files: work.files.filter((file) => !file.name.endsWith("changes")) }),
    ],
    [
      "a missing .buildinfo",
      "SIGNER_REFUSED",
      /buildinfo, which builder ash made, is missing/,
      () => ({ files: work.files.filter((file) => !file.name.endsWith("buildinfo")) }),
    ],
    [
      "a wrong hash",
      "HASH_MISMATCH",
      /another hash than was said/,
      () => ({ files: work.files.map((file) => ({ ...file, sha256: other() })) }),
    ],
    [
      "a file that vanished",
      "INPUT_INVALID",
      /cannot be read/,
      () => ({ files: work.files.map((file) => ({ ...file, path: `${file.path}.gone` })) }),
    ],
    [
      "a file outside the exchange",
      "INPUT_INVALID",
      /exchange directory/,
      () => ({ files: work.files.map((file) => ({ ...file, path: "/etc/passwd" })) }),
    ],
    ["a file behind a link", "INPUT_INVALID", /cannot be read/, async () => ({ files: await behindLinks() })],
    [
      "a name with a path",
      "INPUT_INVALID",
      /name is not published/,
      () => ({ files: work.files.map((file) => ({ ...file, name: "../../x.deb" })) }),
    ],
    [
      "a file of another kind",
      "INPUT_INVALID",
      /name is not published/,
      () => ({ files: [{ name: "x.sh", sha256: other(), path: "/x" }] }),
    ],
    ["a file twice", "INPUT_INVALID", /offered twice/, () => ({ files: [...work.files, ...work.files] })],
    ["a request of another form", "INPUT_INVALID", /not a request .*\(files\)/, () => ({ files: [] })],
    [
      "evidence that is none",
      "SIGNER_REFUSED",
      /No known builder/,
      () => ({ envelopes: [stringify({ a: 1 }), "", "{"] }),
    ],
  ];
  it.each(table)("%s", async (_, code, reason, change) => {
    await refused(await change(), code, reason);
  });

  it("an approval by the uploader", async () => {
    const own = await makeWork(stage, { update: "u5", source: "own", version: "1.0", uploader: stage.people.ada });
    const request = await goodRequest(stage, own, stage.people.ada);
    await expect(signer.publish(request)).rejects.toMatchObject({
      code: "SIGNER_NOT_ALLOWED",
      message: expect.stringMatching(/ada uploaded/),
    });
  });

  it("an approval by who signed the .dsc, though somebody else signed the .changes", async () => {
    const shared = await makeWork(stage, {
      update: "u6",
      source: "shared",
      version: "1.0",
      uploader: stage.people.ada,
    });
    const changes = join(shared.directory, "shared_1.0_source.changes");
    const text = (await readFile(changes, "utf8")).split("\n").slice(3, -8).join("\n");
    await writeFile(changes, await signAs(stage.people.tom, text.slice(0, text.indexOf("-----BEGIN PGP SIGNATURE"))));
    const files = await offer(shared.directory);
    const request = await goodRequest(stage, { ...shared, files }, stage.people.ada);
    await expect(signer.publish(request)).rejects.toThrow(/ada uploaded/);
  });

  it("an uploader without the right for this package", async () => {
    const foreign = await makeWork(stage, { update: "u7", source: "foreign", version: "1.0" });
    const request = await goodRequest(stage, foreign);
    await expect(signer.publish(request)).rejects.toThrow(/tom may not upload foreign/);
  });

  it("a revoked key", async () => {
    const { dan } = stage.people;
    const text = await approve(dan, work);
    const revocation = await readFile(join(dan.home, "openpgp-revocs.d", `${dan.fingerprint}.rev`), "utf8");
    await gpgAs(dan, ["--import"], revocation.replace(/^:---/m, "---"));
    await writeFile(dan.person.keyFile, await gpgAs(dan, ["--export", dan.fingerprint]));
    await refused({ approvals: [text] }, "SIGNATURE_BAD", /revoked/);
  });

  it("the keyring package by another hand", async () => {
    const name = "acme-security-keyring";
    const evil = await makeWork(stage, { update: "u8", source: name, version: "99", uploader: stage.people.ada });
    await expect(signer.publish(await goodRequest(stage, evil))).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  });

  it("a .deb that is none", async () => {
    const deb = work.files.find((file) => file.name.endsWith(".deb"));
    await writeFile(join(work.directory, "broken.deb"), "no archive");
    const broken = { name: deb?.name ?? "", sha256: sha256("no archive"), path: join(work.directory, "broken.deb") };
    const files = work.files.map((file) => (file === deb ? broken : file));
    await refused({ files }, "INPUT_INVALID", /is not a Debian package/);
  });
});

async function expiredApproval(): Promise<string> {
  const { old } = stage.people;
  const signed = await approve(stage.people.ben, work);
  const text = signed.slice(signed.indexOf("Sameday approval"), signed.indexOf("-----BEGIN PGP SIGNATURE"));
  const whenItWasValid = Math.floor(Date.now() / 1000) - 390 * 86_400;
  const args = ["--faked-system-time", String(whenItWasValid), "--clear-sign"];
  return Buffer.from(await gpgAs(old, args, text)).toString();
}

async function behindLinks() {
  return Promise.all(
    work.files.map(async (file) => {
      const path = join(stage.exchange, `link-${file.name}`);
      await rm(path, { force: true });
      await symlink(file.path, path);
      return { ...file, path };
    }),
  );
}

describe("an override", () => {
  it("needs two full members with a reason, beside the approval", async () => {
    const unproved = await makeWork(stage, {
      update: "u9",
      source: "unproved",
      version: "1.0",
      uploader: stage.people.ada,
    });
    const request = await goodRequest(stage, unproved);
    const override = { decision: "override-proof", reason: "The build path is in the documentation." } as const;
    const one = await approve(stage.people.ben, unproved, override);
    const envelopes = [stateStep(stage, unproved, "build")];
    const approvals = [...request.approvals, one, one];
    await expect(signer.publish({ ...request, envelopes, approvals })).rejects.toThrow(/1 of 2 needed/);
    const both = [...approvals, await approve(stage.people.cleo, unproved, override)];
    await expect(signer.publish({ ...request, envelopes, approvals: both.slice(1) })).rejects.toThrow(
      /An approval .* 0 of 1/,
    );
    expect(await signer.publish({ ...request, envelopes, approvals: both })).toMatchObject({
      suite: "bookworm-security",
    });
  });
});

describe("a builder that the definition does not name", () => {
  it("counts once the administrator trusts it on the signer's machine", async () => {
    const oak = createEvidenceKey(systemRandom);
    const envelopes = [stateStep(stage, work, "build", { key: oak, predicate: { party: "builder:oak" } })];
    const wish = { queue: "public", release: RELEASE, update: work.update, files: work.files, envelopes };
    await expect(signer.enqueue(wish)).rejects.toMatchObject({ code: "SIGNER_REFUSED" });
    await trustBuilder(stage.signer, { name: "oak", publicKey: oak.publicKey });
    expect(await signer.enqueue(wish)).toMatchObject({ suite: "bookworm-public" });
  });
});

describe("the socket", () => {
  /** Sends raw bytes and gives the first line of the answer. */
  function say(data: string | Uint8Array): Promise<{ ok: boolean; code?: string; message?: string }> {
    return new Promise((resolve, reject) => {
      const socket = connect(stage.socket);
      let text = "";
      socket.on("data", (chunk) => {
        text += chunk.toString();
        if (!text.includes("\n")) return;
        socket.destroy();
        resolve(JSON.parse(text.slice(0, text.indexOf("\n"))));
      });
      socket.on("error", reject);
      socket.write(data);
    });
  }

  it.each([
    ["an unknown call", '{"call":"sign-anything"}\n'],
    ["garbage", "\u0000\u0001%%%\n"],
    ["an empty line", "\n"],
    ["a member too many", '{"call":"ping","and":1}\n'],
    ["another form", '{"call":"dequeue","queue":1}\n'],
    ["half a character", Buffer.from([0xff, 0xfe, 10])],
  ])("answers %s with INPUT_INVALID", async (_, line) => {
    expect(await say(line)).toMatchObject({ ok: false, code: "INPUT_INVALID" });
  });

  it("answers a line without end, and closes", async () => {
    expect(await say("x".repeat(65 * 1024 * 1024))).toMatchObject({ code: "INPUT_INVALID", message: /64 MiB/ });
    expect(await signer.ping()).toBe(PROTOCOL_VERSION);
  });

  it("takes several requests over one connection, in order", async () => {
    expect(await say('{"call":"nothing"}\n{"call":"ping"}\n')).toMatchObject({ ok: false });
  });

  it("is of nobody's use but its owner's and its group's", async () => {
    const found = await runner.run({ argv: ["stat", "--format=%a", stage.socket], timeLimitMs: 5000 });
    expect(Buffer.from(found.stdout).toString().trim()).toBe("660");
  });

  it("is said to be unreachable when nobody answers", async () => {
    const nobody = createSignerClient(join(stage.root, "nobody"), { patienceMs: 300 });
    await expect(nobody.ping()).rejects.toMatchObject({ code: "SIGNER_UNREACHABLE" });
  });
});

describe("a rotation", () => {
  it("is not finished before machines had time, unless the administrator of the signer's machine says so", async () => {
    await expect(signer.rotate("finish")).rejects.toThrow(/No rotation has begun/);
    const [before] = (await signer.keys()).filter((key) => key.use === "archive");
    const begun = await signer.rotate("begin");
    expect(await signer.rotate("begin")).toEqual(begun);
    await expect(signer.rotate("finish")).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/finish in 13 d/),
    });
    await writeFile(join(stage.signer, "keys", "finish-early"), "");
    const after = (await signer.rotate("finish")).filter((key) => key.use === "archive");
    expect(after).toHaveLength(1);
    expect(after[0]?.fingerprint).not.toBe(before?.fingerprint);
    expect(await readdir(join(stage.signer, "keys"))).not.toContain("finish-early");
  });
});
