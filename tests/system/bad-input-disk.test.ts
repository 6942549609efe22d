import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
import { type BuilderKeys, dscOf, makeBuilderKeys, openHandBuilder } from "./hand-builder.ts";
import { mayMount, mountSmallDisk, type SmallDisk } from "./small-disk.ts";
import { makeDeb } from "./updates-kit.ts";
import { openWholeDesk, type WholeDesk } from "./whole-desk.ts";

/*
 * A server whose disk of kept files is full: uploads are refused with a sentence, a builder's result waits at the builder,
 * what was there stays, and everything goes on by itself when there is space again.
 */

const ROOM_MIB = 16;
const LARGE = 32 * 1024 * 1024;

let mirrors: Mirrors;
let keys: BuilderKeys;
let disk: SmallDisk;
let whole: WholeDesk;
let published: string;

describe.skipIf(!mayMount)("a server whose disk is full", () => {
  beforeAll(async () => {
    mirrors = await openMirrors();
    keys = makeBuilderKeys(["ash"]);
    const mail = `[mail]\nfrom = "security@desk.invalid"\ntransport = "outbox"`;
    whole = await openWholeDesk({ definition: `${mail}\n\n${releasesOn(mirrors)}\n\n${keys.definition}` });
    disk = mountSmallDisk(whole.layout.blobs, ROOM_MIB);
    // The server takes the place up as it finds it.
    await whole.restart();
    published = await whole.published();
  });

  afterAll(async () => {
    disk?.remove();
    await whole?.stop();
    await mirrors?.close();
  });

  /** A source with a tarball that does not fit. */
  async function large(version: string): Promise<SourceFile[]> {
    return [...(await signedSource(whole.people.pia, { version })), { name: "large", bytes: randomBytes(LARGE) }];
  }

  test("refuses an upload with what is wrong, keeps what it has, and takes what still fits", async () => {
    const pia = await whole.as("pia");
    const before = await pia.updates();
    await expect(submit(pia, await large("3.24"))).rejects.toMatchObject({
      code: "DISK_FULL",
      message: expect.stringMatching(/no space/i),
    });
    expect(await pia.updates()).toEqual(before);
    // Nothing of the large file is left in the way of the next one.
    const files = await signedSource(whole.people.pia, { version: "3.24~1" });
    const update = await submit(pia, files);
    expect(await keptOf(pia, update.id, files)).toEqual(files.map(() => true));
    expect(await whole.page("/")).toContain("3.24~1");
    expect(await whole.published()).toBe(published);
    expect(await whole.audit()).toBe(true);
  });

  test("leaves a builder's result with the builder until there is space, and then takes it", async () => {
    const ash = openHandBuilder(whole.url, "ash", keys);
    const lease = await ash.claim();
    const deb = await makeDeb("hostname", lease.version, "amd64");
    const name = `hostname_${lease.version}_amd64`;
    // Such an answer makes a builder ask again, as long as it holds the lease.
    const info = Buffer.from(`Format: 1.0\nEnvironment:\n${" X\n".repeat(1024 * 1024)}`);
    await disk.leave(0);
    await expect(ash.put(lease, `${name}.buildinfo`, info)).rejects.toThrow("The server answered 507.");
    expect(await ash.beat(lease)).toBe(true);
    await disk.leave(ROOM_MIB);
    const stated = [await ash.put(lease, `${name}.deb`, deb), await ash.put(lease, `${name}.buildinfo`, info)];
    const made = [...stated, await ash.put(lease, `${name}.changes`, Buffer.from("Format: 1.8\n"))];
    const findings = {
      dsc: dscOf(lease),
      base: sha256("b"),
      environment: [],
      network: "none",
      leftOut: [],
      phases: [],
    };
    await ash.finish(lease, { outcome: "done", envelope: ash.state(lease, stated, findings), files: made });
    const update = await whole.until(lease.update, (one) =>
      one.steps.some((step) => step.label === "build amd64" && step.state === "done"),
    );
    expect(update.state).toBe("open");
    expect(await whole.published()).toBe(published);
  });

  test("takes the upload that it refused, when there is space", async () => {
    await disk.leave(2 * (LARGE / 1024 / 1024));
    const pia = await whole.as("pia");
    const update = await submit(pia, await large("3.24~2"));
    expect(update.state).toBe("open");
    expect(whole.said.filter((line) => /^server: ended/.test(line))).toHaveLength(1);
  });
});
