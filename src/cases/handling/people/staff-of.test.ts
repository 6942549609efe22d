import { expect, test } from "vitest";
import type { Person } from "../../../distribution/index.ts";
import { openCase } from "../../case/index.ts";
import { hour } from "../../case/testing.ts";
import { readingOf, rolesOf } from "./access.ts";
import { staffOf } from "./staff-of.ts";

const person = (id: string, role: Person["role"] = "full"): Person => ({
  ...{ id, role, name: id, email: `${id}@example.org`, fingerprints: [], keyFile: "", mayUpload: [] },
});

const DEFINITION = {
  people: [
    person("pia"),
    person("leo"),
    person("dora"),
    person("asa", "assistant"),
    person("aude", "auditor"),
    person("desk"),
  ],
  teams: [
    {
      name: "network",
      title: "Network",
      lead: "leo",
      pointPerson: "pia",
      deputies: ["leo"],
      members: ["leo", "pia", "asa"],
    },
  ],
  intake: {
    ...{ address: "security@example.org", aliases: [], prefix: "SEC", policy: "default", roleKey: "held" as const },
    ...{ director: "dora", directorDeputy: "leo", lmtp: undefined, imap: undefined, gitlab: undefined },
    ...{ keys: { wkd: false, keyservers: [], proxy: undefined }, answersPerDay: 5, keepDays: 30 },
  },
};

const away = [{ who: "dora", from: hour(1), until: hour(3) }];

test("teams, director and who prepares or audits are the definition's", () => {
  expect(staffOf(DEFINITION, away)).toEqual({
    director: "dora",
    directorDeputy: "leo",
    teams: [{ name: "network", lead: "leo", pointPerson: "pia", deputies: ["leo"], members: ["leo", "pia", "asa"] }],
    assistants: ["asa"],
    auditors: ["aude"],
    absences: away,
  });
});

test("without intake nobody handles cases", () => {
  expect(() => staffOf({ ...DEFINITION, intake: undefined }, [])).toThrow(
    expect.objectContaining({ code: "DISTRIBUTION_INVALID" }),
  );
});

test.each([
  ["pia", ["point-person"], "contents"],
  ["leo", ["director", "team-lead", "deputy"], "contents"],
  ["asa", ["assistant"], "contents"],
  ["aude", ["auditor"], "log"],
  ["root", [], "nothing"],
  // By its name alone the desk would be let in, and so would an account that is called like somebody who was invited.
  ["desk", [], "nothing"],
  ["guest", [], "nothing"],
])("%s has the roles %j and reads %s", (by, roles, reading) => {
  const observers = [{ who: "guest", reason: "knows the parser", until: hour(9) }];
  const theCase = { ...openCase("SEC-2026-0001", hour(1)), observers };
  const onlooker = { definition: DEFINITION, staff: staffOf(DEFINITION, away), by, at: hour(2) };
  expect(rolesOf(theCase, onlooker)).toEqual(roles);
  expect(readingOf(theCase, onlooker)).toBe(reading);
});
