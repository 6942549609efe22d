import { expect, test } from "vitest";
import { exampleCases } from "../../tests/system/web-cases.ts";
import { CASES } from "../../tests/system/web-cases-scenes.ts";
import { createExampleApp, tokenOf } from "../../tests/system/web-desk.ts";
import { exampleDisclosures, TOLD_HASH } from "../../tests/system/web-disclosures.ts";
import { ago, PIA } from "../../tests/system/web-example.ts";
import type { DisclosurePlan } from "../cases/index.ts";

const READY = `/cases/${CASES.scheduled}/publication`;

async function desk(...how: Parameters<typeof exampleDisclosures>) {
  const disclosures = exampleDisclosures(...how);
  const app = createExampleApp([], { cases: await exampleCases(), disclosures });
  const cookie = { cookie: `sameday=${tokenOf(PIA)}` };
  const get = async (url: string) => app.inject({ url, headers: cookie });
  const tell = async (seen: string, csrf = `form-of-${tokenOf(PIA)}`) =>
    app.inject({
      method: "POST",
      url: READY,
      headers: { "sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded", ...cookie },
      payload: new URLSearchParams({ csrf, seen }).toString(),
    });
  return { disclosures, get, tell };
}

test("the plan names every file, mail, version and name that will be public, as text", async () => {
  const { get } = await desk();
  const { body, headers } = await get(READY);
  for (const said of [
    "EXSA-2026-0007",
    "CVE-2026-44601, TROVE-2026-006",
    "announce@lists.example.org",
    "Alice Example",
  ]) {
    expect(body).toContain(said);
  }
  expect(body).toContain("&lt;b>by anybody");
  expect(body).not.toContain("<b>by anybody");
  expect(headers["cache-control"]).toContain("no-store");
});

test("a case without a record says where to begin, and offers no act", async () => {
  const { get } = await desk();
  const { body } = await get(`/cases/${CASES.fixing}/publication`);
  expect(body).toMatch(/No advisory is written yet\. It waits for \w+\./);
  expect(body).toContain("Begin the advisory");
  // What an empty record lacks is no fault of anybody.
  expect(body).not.toContain("there is no id");
  expect(body).not.toContain("Tell the world");
});

test("before its hour it says for what it waits, for whom and until when, and has no button", async () => {
  const at = new Date("2026-12-08T16:00:00Z");
  const waits: DisclosurePlan["waits"] = [
    {
      gate: "hour-has-come",
      needs: "its hour of publication to have come: that is Tue 8 Dec 2026 16:00 UTC (17:00 Europe/Berlin)",
      who: [],
      until: { at, zone: "Europe/Berlin" },
      canBeSetAside: true,
      first: [],
    },
    {
      gate: "reporter-told",
      needs: "that the reporter was told",
      who: ["mo", "pia"],
      until: undefined,
      canBeSetAside: true,
      first: [],
    },
  ];
  const { get } = await desk(undefined, { waits });
  const { body } = await get(READY);
  const text = body.replace(/<[^>]+>/g, "").replace(/\s+/g, " ");
  expect(text).toMatch(
    /It waits for: ?its hour of publication to have come; 17 days left, until Tue 8 Dec 16:00 UTC \(17:00 Europe\/Berlin\); the director.*that the reporter was told, from mo and pia/,
  );
  // Said once.
  expect(text.match(/Tue 8 Dec/g)).toHaveLength(1);
  expect(text).toContain("At its hour this page has the button");
  expect(body).not.toContain("Tell the world");
});

test("what was seen is told, once the form carries the session's token", async () => {
  const { disclosures, tell } = await desk();
  expect((await tell(TOLD_HASH, "forged")).statusCode).toBe(403);
  expect(disclosures.done).toEqual([]);
  const answer = await tell(TOLD_HASH);
  expect(answer.statusCode).toBe(303);
  expect(answer.headers.location).toBe(`${READY}?done=disclosed`);
  expect(disclosures.done).toEqual([`pia ${CASES.scheduled}`]);
});

test("what changed since is not told, and the page says so", async () => {
  const { disclosures, tell } = await desk();
  const answer = await tell("0".repeat(64));
  expect(answer.statusCode).toBe(409);
  expect(answer.body).toContain("has changed since you looked at it");
  expect(disclosures.done).toEqual([]);
});

test.each([
  ["a step failed", { problem: "CONFLICT: CVE/list has changes", nextTryAt: ago(-60_000) }, "A step failed: CONFLICT"],
  [
    "all is done",
    { doneAt: ago(1000), files: 12, trackerCommit: "a".repeat(40) },
    "twelve files written, and commit aaaaaaaaaaaa",
  ],
])("after the act the page says how far it has come: %s", async (_, state, words) => {
  const { get } = await desk(state);
  const { body } = await get(READY);
  expect(body.replace(/<[^>]+>/g, "")).toContain(words);
  expect(body).not.toContain("Tell the world");
});

const BY_PEOPLE = { by: "people", holders: ["leo"], made: undefined } as const;

test("where people hold the key, the page says for whom it waits and what they type, and offers nothing before", async () => {
  const { get } = await desk(undefined, { signing: BY_PEOPLE, canPublish: false, problems: ["It is not signed yet."] });
  const { body } = await get(READY);
  const text = body.replace(/<[^>]+>/g, "");
  expect(text).toContain("it waits for the signature of leo.");
  expect(text).toContain(`sameday cases disclose ${CASES.scheduled} --sign ${TOLD_HASH.slice(0, 16)}`);
  expect(text).toContain("0123456789ABCDEF0123456789ABCDEF01234567, not yet");
  expect(body).not.toContain("Tell the world");
  const anybody = await desk(undefined, { signing: { ...BY_PEOPLE, holders: [] }, canPublish: false });
  expect((await anybody.get(READY)).body).toContain("the signature of whoever has the publisher's key");
});

test("what somebody signed stands with who handed it in and when, and can be told", async () => {
  const { get } = await desk(undefined, { signing: { ...BY_PEOPLE, made: { by: "leo", at: ago(3_600_000) } } });
  const { body } = await get(READY);
  expect(body.replace(/<[^>]+>/g, "")).toMatch(/handed in by leo, /);
  expect(body).not.toContain("--sign");
  expect(body).toContain("This is what the world will be told, once what is missing is there.");
});

test("what was against it before is not said any more once it is told", async () => {
  const { get } = await desk({ doneAt: ago(1000), files: 12 }, { problems: ["Warning: no score."], canPublish: false });
  const { body } = await get(READY);
  expect(body).not.toContain("What stands against it");
  expect(body).toContain("The world has been told.");
});

test("a report that is owed stands with what is still to be written, and one that is not owed is not there", async () => {
  const { get } = await desk();
  const { body } = await get(`/cases/${CASES.fixing}/duties/early-warning`);
  expect(body).toContain("ENISA");
  expect(body.replace(/<[^>]+>/g, "")).toMatch(/one question waits for you/i);
  expect((await get(`/cases/${CASES.fixing}/duties/another`)).statusCode).toBe(404);
});
