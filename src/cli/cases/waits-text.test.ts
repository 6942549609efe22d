import { expect, test } from "vitest";
import type { DisclosureAnswer } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { createStyle } from "../style.ts";
import { refusedYet, waitLines } from "./waits-text.ts";

const SEEN = "4f".repeat(32);
const look = {
  now: new Date("2026-12-07T16:00:00Z"),
  zone: "Europe/Berlin",
  style: createStyle(process.stdout, { NO_COLOR: "1" }),
};
const hour = {
  gate: "hour-has-come",
  needs: "its hour of publication to have come: that is Tue 8 Dec 2026 16:00 UTC",
  who: [],
  until: { at: "2026-12-08T16:00:00.000Z", zone: "UTC" },
  canBeSetAside: true,
  first: [],
};
const told = {
  gate: "reporter-told",
  needs: "that the reporter was told",
  who: ["mo", "pia"],
  until: null,
  canBeSetAside: true,
  first: [],
};
const planWith = (waits: DisclosureAnswer["plan"]["waits"], canPublish = true): DisclosureAnswer["plan"] =>
  ({ waits, canPublish, seen: SEEN }) as DisclosureAnswer["plan"];

test("what a publication waits for stands with for whom, until when and what gives it, and last what is typed then", () => {
  expect(waitLines(planWith([hour, told]), "SEC-1", look)).toEqual([
    "It cannot be published yet. It waits for:",
    "  its hour of publication to have come; 1 day left, until Tue 8 Dec 2026 16:00 UTC (17:00 Europe/Berlin); the director may set it aside",
    "  that the reporter was told; it waits for mo or pia; the director may set it aside: sameday cases do SEC-1 tell-reporter",
    `Publish at its hour: sameday cases disclose SEC-1 --seen ${SEEN}`,
  ]);
  expect(waitLines(planWith([told]), "SEC-1", look).at(-1)).toMatch(/^Publish when that is there: /);
});

test("an hour that cannot be set yet comes behind the first act before it", () => {
  const scheduled = { ...told, gate: "scheduled", needs: "an hour of publication: before it come claim, begin triage" };
  const [, line] = waitLines(planWith([{ ...scheduled, first: ["claim", "begin-triage"] }]), "SEC-1", look);
  expect(line).toMatch(/before it come claim, begin triage; .*: sameday cases claim SEC-1$/);
});

test("a record with faults is not told at its hour either; for nothing it does not wait", () => {
  expect(waitLines(planWith([told], false), "SEC-1", look).join("\n")).not.toContain("--seen");
  expect(waitLines(planWith([]), "SEC-1", look)).toEqual([]);
});

test("a refusal before the hour gives the command for it", () => {
  const early = new SamedayError("CASE_REFUSED", "Publish needs its hour.", undefined, { lacks: ["hour-has-come"] });
  expect(refusedYet(early, "SEC-1", SEEN)).toMatchObject({
    message: `Publish needs its hour. Publish at its hour: \`sameday cases disclose SEC-1 --seen ${SEEN}\`.`,
  });
  const other = new SamedayError("CASE_REFUSED", "No.");
  expect(refusedYet(other, "SEC-1", SEEN)).toBe(other);
});
