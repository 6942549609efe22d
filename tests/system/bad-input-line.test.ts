import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeskClient, UpdateAnswer } from "../../src/api/index.ts";
import type { Lease, NamedFile } from "../../src/builder/index.ts";
import { sha256 } from "../../src/kernel/index.ts";
import {
  keptOf,
  type Mirrors,
  openMirrors,
  releasesOn,
  type SourceFile,
  signedSource,
  submit,
} from "./bad-input-kit.ts";
import { type BuilderKeys, dscOf, type HandBuilder, makeBuilderKeys, openHandBuilder } from "./hand-builder.ts";
import { makeDeb } from "./updates-kit.ts";
import { openWholeDesk, signAs, type WholeDesk } from "./whole-desk.ts";

/*
 * One update on its way through a whole desk, on which everything goes wrong once: a builder lies, one falls silent,
 * somebody signs other hashes, two people press at once. The tests are told in the order of the line; the builders are
 * moved by hand over the real protocol. What users can fetch stays byte for byte the same until the one publication.
 */

const VERSION = "3.24";

let mirrors: Mirrors;
let keys: BuilderKeys;
let whole: WholeDesk;
let leo: DeskClient;
let id: string;
let files: SourceFile[];
let published: string;

beforeAll(async () => {
  mirrors = await openMirrors();
  keys = makeBuilderKeys(["ash", "birch", "liar"]);
  whole = await openWholeDesk({
    definition: `[mail]\nfrom = "security@desk.invalid"\ntransport = "outbox"\n\n${releasesOn(mirrors)}\n\n${keys.definition}`,
  });
  leo = await whole.as("leo");
  files = await signedSource(whole.people.pia, { version: VERSION });
  id = (await submit(await whole.as("pia"), files, { embargoed: true })).id;
  published = await whole.published();
});

afterAll(async () => {
  await whole?.stop();
  await mirrors?.close();
});

const builder = (name: string): HandBuilder => openHandBuilder(whole.url, name, keys);
const step = (update: UpdateAnswer, label: string) => update.steps.find((one) => one.label === label);
const until = (wanted: (update: UpdateAnswer) => boolean) => whole.until(id, wanted, leo);

/** What a build of the update makes, put at the desk. */
async function build(by: HandBuilder, lease: Lease): Promise<NamedFile[]> {
  const deb = await makeDeb("hostname", VERSION, "amd64");
  return [
    await by.put(lease, `hostname_${VERSION}_amd64.deb`, deb),
    await by.put(lease, `hostname_${VERSION}_amd64.buildinfo`, Buffer.from("Format: 1.0\n")),
    await by.put(lease, `hostname_${VERSION}_amd64.changes`, Buffer.from("Format: 1.8\n")),
  ];
}

/** A builder states its packages and the .buildinfo. */
const statedOf = (made: readonly NamedFile[]) => made.filter(({ name }) => !name.endsWith(".changes"));

function findingsOf(lease: Lease): object {
  return { dsc: dscOf(lease), base: sha256("base"), environment: [], network: "none", leftOut: [], phases: [] };
}

test("a builder that lies about a hash is refused, told on, and the step is given out again", async () => {
  const liar = builder("liar");
  const lease = await liar.claim();
  expect(lease).toMatchObject({ step: "build", update: id });
  await liar.log(lease, "all is well\n");
  const made = await build(liar, lease);
  const stated = statedOf(made).map((file) => ({ ...file, sha256: sha256(`not ${file.name}`) }));
  const envelope = liar.state(lease, stated, findingsOf(lease));
  await expect(liar.finish(lease, { outcome: "done", envelope, files: made })).rejects.toThrow(
    /HASH_MISMATCH.*gives another hash of hostname_3\.24_amd64\.deb/,
  );
  // It has no lease any more, its files are no part of the update, its log is kept.
  expect(await liar.beat(lease).catch(() => false)).toBe(false);
  expect(await leo.log(id, "build amd64")).toContain("all is well");
  const { steps } = await leo.update(id);
  expect(steps.find((one) => one.label === "build amd64")?.state).not.toBe("done");
  const log = await whole.audits("finish refused");
  expect(log).toEqual([expect.objectContaining({ actor: "builder:liar", object: id })]);
  expect(await whole.published()).toBe(published);
});

test("the step of a builder that falls silent is taken by another, and the lost one's late words count nothing", async () => {
  const [birch, ash] = [builder("birch"), builder("ash")];
  const lost = await birch.claim();
  expect(lost).toMatchObject({ step: "build", update: id });
  await birch.log(lost, "half of it\n");
  // birch says nothing more; whoever asks next waits until it counts as lost.
  const lease = await ash.claim();
  expect(lease).toMatchObject({ step: "build", update: id });
  expect(lease.lease).not.toBe(lost.lease);
  const late = await build(ash, lease);
  const envelope = birch.state(lost, statedOf(late), findingsOf(lost));
  await expect(birch.finish(lost, { outcome: "done", envelope, files: late })).rejects.toThrow(
    /given to another builder or withdrawn/,
  );
  await ash.log(lease, "from the beginning\n");
  const good = ash.state(lease, statedOf(late), findingsOf(lease));
  await ash.finish(lease, { outcome: "done", envelope: good, files: late });
  const update = await until((one) => step(one, "build amd64")?.state === "done");
  expect(step(update, "build amd64")).toMatchObject({ result: "passed", party: "builder:ash" });
  expect(await leo.log(id, "build amd64")).toBe("from the beginning\n");
  expect(await keptOf(leo, id, files)).toEqual(files.map(() => true));
});

test("the line goes on to the approval with other builders' honest words", async () => {
  const ash = builder("ash");
  for (let turn = 0; turn < 3; turn += 1) await ash.passes(await ash.claim());
  const update = await until((one) => one.waiting.act === "approve");
  expect(update.waiting.sentence).toMatch(/\S/);
  expect(await whole.published()).toBe(published);
});

test("an approval of other hashes is refused, with what is wrong, and the update waits as before", async () => {
  const text = await leo.approvalText(id, "approve", "");
  const [deb = ""] = /[0-9a-f]{64}(?= {2}hostname_3\.24_amd64\.deb)/.exec(text) ?? [];
  const other = text.replace(deb, sha256("another package"));
  await expect(leo.approve(id, await signAs(whole.people.leo, other))).rejects.toMatchObject({
    code: expect.stringMatching(/SIGNATURE_BAD|HASH_MISMATCH|INPUT_INVALID|CONFLICT/),
    message: expect.stringMatching(/not about/),
  });
  // Signed by who may not release, and by who uploaded it: neither counts.
  for (const name of ["tom", "pia"] as const) {
    const client = await whole.as(name);
    await expect(client.approve(id, await signAs(whole.people[name], text))).rejects.toMatchObject({
      code: expect.stringMatching(/SIGNER_NOT_ALLOWED|NOT_ALLOWED/),
    });
  }
  const update = await leo.update(id);
  expect(update).toMatchObject({ approvals: [], waiting: { act: "approve" } });
  expect(await whole.published()).toBe(published);
});

test("of two people who approve at once each is heard, and the update is approved once", async () => {
  const ada = await whole.as("ada");
  const text = await leo.approvalText(id, "approve", "");
  const [byLeo, byAda] = [await signAs(whole.people.leo, text), await signAs(whole.people.ada, text)];
  const both = await Promise.allSettled([leo.approve(id, byLeo), ada.approve(id, byAda)]);
  expect(both.filter(({ status }) => status === "fulfilled").length).toBeGreaterThanOrEqual(1);
  for (const one of both) {
    if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "CONFLICT" });
  }
  const update = await until((one) => one.waiting.act === "publish");
  expect(step(update, "approve")?.state).toBe("done");
  expect(await whole.published()).toBe(published);
});

test("of two people who press publish at once the second is told; while the clock is before what is on record nothing is published", async () => {
  // As if the clock had been set back by half a minute since the build ended.
  const ahead = "UPDATE step SET finished_at = now() + interval '30 seconds'";
  await whole.sql(`${ahead} WHERE update_id = '${id}' AND step = 'build'`);
  const ada = await whole.as("ada");
  const both = await Promise.allSettled([leo.publish(id), ada.publish(id)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const refused = both.find((one) => one.status === "rejected");
  expect(refused?.reason).toMatchObject({ code: "CONFLICT", message: expect.stringMatching(/somebody was first/) });
  const update = await until((one) => step(one, "publish")?.reason === "CLOCK_WENT_BACK");
  expect(step(update, "publish")?.message).toMatch(
    new RegExp(`^The clock says \\S+ \\S+ UTC, but build of ${id} ended at \\S+ \\S+ UTC\\. It goes on by itself`),
  );
  expect(await whole.published()).toBe(published);
});

test("when the clock is right again the publication goes on by itself, and the suite changes once", async () => {
  const update = await until((one) => step(one, "tell")?.state === "done");
  expect(update.state).toBe("published");
  const after = await whole.published();
  expect(after).not.toBe(published);
  const packages = await fetch(`${whole.url}/archive/dists/bookworm-security/main/binary-amd64/Packages`);
  expect((await packages.text()).match(/^Package: hostname$/gm)).toHaveLength(1);
  // A third press changes nothing any more.
  await expect(leo.publish(id)).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await whole.published()).toBe(after);
  expect((await whole.audits("publish")).filter(({ object }) => object === id)).toHaveLength(1);
  expect(await whole.audit()).toBe(true);
});
