import { beforeAll, expect, test } from "vitest";
import { type Case, openCase } from "../../case/index.ts";
import { hour, STAFF } from "../../case/testing.ts";
import type { Policy } from "../../policy/index.ts";
import { shippedPolicy } from "../../policy/testing.ts";
import type { KeptCase } from "../kept.ts";
import type { Look } from "./look.ts";
import { rowOf, rowOfListing } from "./rows.ts";
import { wordsOf } from "./words.ts";

const TITLE = "MARKER-PLAINTEXT-7f3a";
const people = ["dora", "pia", "paul", "aude", "mo"].map((id) => ({
  ...{ id, name: id, email: `${id}@example.org`, role: "full" as const, fingerprints: [], keyFile: "", mayUpload: [] },
}));

let policy: Policy;
beforeAll(async () => {
  policy = await shippedPolicy("tor");
});

const look = (by: string, more: Partial<Look> = {}): Look => ({
  ...{ definition: { people }, staff: STAFF, policy, by, at: hour(2) },
  ...more,
});
const leaked: Case = {
  ...openCase("SEC-2026-0001", hour(1)),
  ...{ state: "claimed", team: "network", assignee: "mo", claimedAt: hour(1), severity: "high", leakedAt: hour(1) },
};
const kept = (theCase: Case): KeptCase => ({
  ...{ case: theCase, title: TITLE, reporter: "alice@reporter.example.net", cameEncrypted: true, advisory: "" },
});

test("whoever may read a case sees its title and why it is due", () => {
  const row = rowOf(kept(leaked), look("mo"));
  expect(row).toMatchObject({ title: TITLE, yours: true, waitsFor: ["mo"], why: "assigned", late: false });
  expect(row.due?.why).toContain("leaked");
});

test.each(["paul", "aude", "root", "desk"])(
  "%s sees that it is there, whose turn it is and the hour, and no more",
  (by) => {
    const row = rowOf(kept(leaked), look(by));
    const readable = rowOf(kept(leaked), look("mo"));
    expect(row).toEqual({ ...readable, title: null, yours: false, due: expect.anything() });
    expect(row.due).toEqual({
      ...{ clock: "due", kind: "work", startsAt: hour(1), deadline: readable.due?.deadline },
      ...{ why: "its nearest deadline", isProposal: false },
    });
  },
);

test("a case that does not open is in the list all the same, and waits for the director", () => {
  const listing = {
    ...{ id: "SEC-2026-0002", team: "network", state: "fixing", severity: "high", policy: "tor" },
    ...{
      receivedAt: hour(1),
      dueAt: hour(1, 5),
      expiresAt: null,
      publicAt: null,
      changedAt: hour(1),
      destroyedAt: null,
    },
  };
  expect(rowOfListing(listing, look("dora"))).toMatchObject({
    waitsFor: ["dora"],
    yours: true,
    late: true,
    title: null,
  });
  const away = { ...STAFF, absences: [{ who: "dora", from: hour(1), until: hour(5) }] };
  expect(rowOfListing(listing, look("dora", { staff: away }))).toMatchObject({ waitsFor: ["emil"], yours: false });
  const gone = { ...listing, dueAt: null, destroyedAt: hour(2) };
  expect(rowOfListing(gone, look("dora"))).toMatchObject({ waitsFor: [], why: "closed", late: false });
});

test("each team's word, with who speaks for it now", () => {
  const given = { verdict: "not-mine" as const, by: "paul", at: hour(1, 1) };
  const asked: Case = { ...openCase("SEC-2026-0003", hour(1)), verdicts: { browser: given } };
  const staff = {
    ...STAFF,
    absences: ["pia", "dan"].map((who) => ({ who, from: hour(1), until: hour(5) })),
  };
  expect(wordsOf(asked, look("pia", { staff }))).toEqual([
    { team: "network", speaks: "leo", verdict: undefined, by: undefined, at: undefined, yours: true },
    { team: "browser", speaks: "paul", ...given, yours: false },
  ]);
  expect(wordsOf({ ...asked, asked: ["browser"] }, look("mo"))).toMatchObject([{ team: "browser", yours: false }]);
});
