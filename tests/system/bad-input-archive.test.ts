import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import {
  keptOf,
  type Mirrors,
  openMirrors,
  releasesOn,
  SECURITY_VERSION,
  signedSource,
  submit,
} from "./bad-input-kit.ts";
import { eventually, openWholeDesk, type WholeDesk } from "./whole-desk.ts";

/*
 * A security suite whose mirror misbehaves, as a whole desk meets it at its next look. The last good state stays in
 * service: versions are judged by it, the release's page says what is wrong in a sentence, and nothing is published.
 */

const INRELEASE = "/debian/dists/bookworm-security/InRelease";
const INDEXES = /\/dists\/bookworm-security\/main\//;

let mirrors: Mirrors;
let whole: WholeDesk;
let published: string;

beforeAll(async () => {
  mirrors = await openMirrors();
  whole = await openWholeDesk({
    definition: `[mail]\nfrom = "security@desk.invalid"\ntransport = "outbox"\n\n${releasesOn(mirrors)}`,
  });
  published = await whole.published();
  // The good state is in service when the desk judges by it.
  await refusedAsKnown();
});

afterAll(async () => {
  await whole?.stop();
  await mirrors?.close();
});

beforeEach(() => mirrors.mirror.misbehaviour.clear());

/** What the last good state holds is not taken again. */
async function refusedAsKnown(): Promise<void> {
  const files = await signedSource(whole.people.pia, { version: SECURITY_VERSION });
  await expect(submit(await whole.as("pia"), files)).rejects.toMatchObject({
    code: "VERSION_NOT_NEWER",
    message: `${SECURITY_VERSION} is already in bookworm-security.`,
  });
}

const answer = (status: number, body: string) => (): void => {
  mirrors.mirror.misbehaviour.set(INDEXES, (_request, response) => void response.writeHead(status).end(body));
};

const cases: readonly (readonly [string, () => Promise<void> | void, string, RegExp])[] = [
  ["answers 404 for an index", answer(404, "no"), "ARCHIVE_UNREACHABLE", /does not exist, though the Release/],
  ["answers garbage for an index", answer(200, "\u0000garbage"), "HASH_MISMATCH", /bytes, and the Release file says/],
  ["answers 503", answer(503, "later"), "ARCHIVE_UNREACHABLE", /503/],
  [
    "breaks an index off",
    () => {
      mirrors.mirror.misbehaviour.set(INDEXES, (request, response) => {
        const file = mirrors.mirror.files.get(request.url ?? "") ?? Buffer.alloc(64);
        response.writeHead(200, { "content-length": file.length });
        response.write(file.subarray(0, file.length - 8));
        setTimeout(() => response.destroy(), 50);
      });
    },
    "ARCHIVE_UNREACHABLE",
    /broke off/,
  ],
  [
    "answers garbage for its Release",
    () => {
      mirrors.mirror.files.set(INRELEASE, Buffer.from("this is no Release file\n"));
    },
    "ARCHIVE_UNVERIFIED",
    /\/dists\/bookworm-security\/InRelease is refused: .*not clear-signed/,
  ],
  [
    "goes back to an older Release, well signed",
    () => mirrors.publish("bookworm-security", "3.23+deb12u0", 600),
    "ARCHIVE_UNVERIFIED",
    /older Release file/,
  ],
];

test.each(cases)("a mirror that %s", async (_what, misbehave, code, sentence) => {
  // A new state, so that the desk has to fetch the indexes; the misbehaviour is there before it looks.
  await mirrors.publish("bookworm-security", "3.23+deb12u9", 30);
  await misbehave();
  const before = whole.said.length;
  await whole.restart();
  const said = await eventually(`the desk says ${code}`, async () =>
    whole.said.slice(before).find((line) => line.includes(`bookworm-security: ${code}`)),
  );
  expect(said).toMatch(sentence);
  expect(said).toContain("The last good state stays in service.");
  const page = await eventually("the page says it", async () => {
    const text = await whole.page("/releases/bookworm");
    return sentence.test(text) ? text : undefined;
  });
  expect(page).toMatch(sentence);
  await refusedAsKnown();
  expect(await whole.published()).toBe(published);
});

test("a mirror that is well again is taken up, and an upload above it begins its line", async () => {
  await mirrors.publish("bookworm-security", "3.23+deb12u9", 1);
  await whole.restart();
  const pia = await whole.as("pia");
  const below = await signedSource(whole.people.pia, { version: "3.23+deb12u5" });
  await eventually("the new state is in service", async () =>
    submit(pia, below).then(
      () => undefined,
      (error: { message: string }) => (/older than 3\.23\+deb12u9/.test(error.message) ? true : undefined),
    ),
  );
  const files = await signedSource(whole.people.pia, { version: "3.23+deb12u10" });
  const update = await submit(pia, files);
  expect(await keptOf(pia, update.id, files)).toEqual(files.map(() => true));
  expect(await whole.published()).toBe(published);
});
