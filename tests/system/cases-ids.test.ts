import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type Act,
  type CaseDesk,
  createCaseDesk,
  createMasterKey,
  destroyCase,
  rewrapCaseKeys,
} from "../../src/cases/index.ts";
import { shippedPolicy } from "../../src/cases/policy/testing.ts";
import { systemRandom } from "../../src/system/index.ts";
import { claimed, type DeskHouse, hoursOn, NOW, openDeskHouse, refusal } from "./cases-people-kit.ts";

/** Ids of cases over a real database: numbers are counted out, and an id stands in one case at most. */

let house: DeskHouse;
let desk: CaseDesk;
/** What stands in the tree of documents that the desk publishes. */
let published: readonly string[] = [];

beforeAll(async () => {
  house = await openDeskHouse();
  desk = await deskWith("tor");
}, 240_000);
afterAll(() => house?.close());
beforeEach(async () => {
  await house.store.executeSql("DELETE FROM case_given_id; DELETE FROM case_disclosure");
  await house.clear();
  published = [];
  house.at(NOW);
});

async function deskWith(policy: "tor" | "debian", more: Partial<DeskHouse["context"]> = {}): Promise<CaseDesk> {
  return createCaseDesk({
    ...house.context,
    ...more,
    policy: await shippedPolicy(policy),
    definitionFile: "/nonexistent/distribution.toml",
    publishedIds: async () => published,
  });
}

const give = (id: string): Act => ({ act: "give-id", id });
const takeBack = (id: string): Act => ({ act: "take-id-back", id });
const idsOf = async (id: string): Promise<readonly string[]> => (await house.read(id)).case.ids;
/** A case of the other team, which nobody of the first may read. */
async function ofTheOthers(): Promise<string> {
  const id = await house.put({ asked: ["browser"], state: "routed" });
  await desk.act("paul", id, { act: "claim", team: "browser" });
  return id;
}

describe("the next number of our own", () => {
  test("is counted over all cases, is shown before, and stands in the history as what it became", async () => {
    const [one, two] = [await claimed(house), await claimed(house)];
    expect((await desk.show("pia", one)).nextOwnId).toBe("TROVE-2026-001");
    await desk.act("pia", one, give("next"));
    const shown = await desk.show("pia", one);
    expect([shown.kept.case.ids, shown.nextOwnId]).toEqual([["TROVE-2026-001"], undefined]);
    expect(shown.log.at(-1)?.act).toEqual(give("TROVE-2026-001"));
    await desk.actAll("pia", two, [give("CVE-2026-1234"), give(" next ")]);
    expect(await idsOf(two)).toEqual(["CVE-2026-1234", "TROVE-2026-002"]);
  });

  test("is of the year in UTC, and comes after what is published", async () => {
    const [one, two, three] = [await claimed(house), await claimed(house), await claimed(house)];
    published = ["TROVE-2026-011", "DSA-5000-1"];
    await desk.act("pia", one, give("next"));
    await house.store.db
      .insertInto("case_disclosure")
      .values({ case_id: one, by: "pia", advisory: "trove-2026-020", begun_at: NOW, next_try_at: null })
      .execute();
    await desk.act("pia", two, give("next"));
    house.at(new Date("2026-12-31T23:59:59Z"));
    expect((await desk.show("pia", three)).nextOwnId).toBe("TROVE-2026-022");
    house.at(new Date("2027-01-01T00:00:00Z"));
    await desk.act("pia", three, give("next"));
    expect(await Promise.all([one, two, three].map(idsOf))).toEqual([
      ["TROVE-2026-012"],
      ["TROVE-2026-021"],
      ["TROVE-2027-001"],
    ]);
  });

  test("is none that was given once, while one that was mistyped moves the count no further", async () => {
    const [one, two] = [await claimed(house), await claimed(house)];
    await desk.act("pia", one, give("next"));
    await desk.act("pia", one, takeBack("TROVE-2026-001"));
    await desk.act("pia", one, give("TROVE-2026-900"));
    await desk.act("pia", one, takeBack("TROVE-2026-900"));
    await desk.act("pia", two, give("next"));
    expect(await idsOf(two)).toEqual(["TROVE-2026-002"]);
    // By its name it can be given again: it was only in the wrong case.
    await desk.act("pia", one, give("TROVE-2026-001"));
    expect(await idsOf(one)).toEqual(["TROVE-2026-001"]);
  });

  test("whoever asks twice gets one", async () => {
    const one = await claimed(house);
    await desk.act("pia", one, give("next"));
    expect(await refusal(desk.act("pia", one, give("next")))).toEqual({
      code: "CASE_REFUSED",
      message:
        "The case has TROVE-2026-001 already. Take that back first, or give it a further number by its name: id=TROVE-2026-002.",
    });
    await desk.act("pia", one, give("TROVE-2026-002"));
    expect(await idsOf(one)).toEqual(["TROVE-2026-001", "TROVE-2026-002"]);
  });

  test("is none where the policy has no numbers, and for nobody who may give none", async () => {
    const one = await claimed(house);
    const debian = await deskWith("debian");
    expect((await debian.show("pia", one)).nextOwnId).toBeUndefined();
    expect((await refusal(debian.act("pia", one, give("next")))).message).toMatch(/^Give id needs an id of a form/);
    await desk.act("pia", one, { act: "invite", who: "mo", reason: "knows it", until: hoursOn(24) });
    const [invited, whose] = [await desk.show("mo", one), await desk.show("pia", one)];
    expect([invited.nextOwnId, whose.nextOwnId]).toEqual([undefined, "TROVE-2026-001"]);
    expect((await refusal(desk.act("mo", one, give("next")))).message).toMatch(/^Give id may be done by /);
    expect((await refusal(desk.act("olga", one, give("next")))).code).toBe("NOT_FOUND");
    expect((await refusal(desk.act("mo", await house.put(), give("next")))).code).toBe("NOT_FOUND");
    expect(await idsOf(one)).toEqual([]);
  });

  test("of twelve who ask at once each gets another, without a gap", async () => {
    const cases = await Promise.all(Array.from({ length: 12 }, () => house.put()));
    for (const id of cases) await desk.act("pia", id, { act: "claim", team: "network" });
    await Promise.all(cases.map((id) => desk.act("pia", id, give("next"))));
    const ids = (await Promise.all(cases.map(idsOf))).flat();
    expect([...ids].sort()).toEqual(cases.map((_, index) => `TROVE-2026-${String(index + 1).padStart(3, "0")}`));
  });
});

describe("an id that another case has", () => {
  const CVE = "CVE-2026-1234";

  test("is refused, with what to do; when it is taken back there, it is free", async () => {
    const [one, two] = [await claimed(house), await claimed(house)];
    await desk.act("pia", one, give(CVE));
    await desk.act("pia", one, give(CVE));
    for (const id of [CVE, "CVE-2026-01234"]) {
      const { code, message } = await refusal(desk.act("pia", two, give(id)));
      expect([code, message]).toEqual([
        "CASE_REFUSED",
        `${id} is ${one}'s. If it belongs here, take it back there first: \`sameday cases do ${one} take-id-back id=${CVE}\`. If both are about the same, close one of them as a duplicate (act \`sort\`).`,
      ]);
    }
    expect((await refusal(desk.actAll("pia", two, [{ act: "set-priority", priority: "high" }, give(CVE)]))).code).toBe(
      "CASE_REFUSED",
    );
    expect((await house.read(two)).case.priority).toBeUndefined();
    await desk.act("pia", one, takeBack(CVE));
    await desk.act("pia", two, give(CVE));
    expect([await idsOf(one), await idsOf(two)]).toEqual([[], [CVE]]);
  });

  test("is one id however it is written: no case has it twice, and it is taken back by either", async () => {
    const one = await claimed(house);
    await desk.act("pia", one, give(CVE));
    await desk.act("pia", one, give("CVE-2026-01234"));
    expect(await idsOf(one)).toEqual([CVE]);
    await desk.act("pia", one, takeBack("CVE-2026-01234"));
    expect(await idsOf(one)).toEqual([]);
  });

  test("is named to nobody who may not read that case", async () => {
    const [ours, theirs] = [await claimed(house), await ofTheOthers()];
    await desk.act("paul", theirs, give(CVE));
    expect((await refusal(desk.act("pia", ours, give(CVE)))).message).toBe(
      `${CVE} is another case's, which you may not read. Look at whether it is mistyped; if it is not, ask the director (dora), who reads both, which of them it belongs to.`,
    );
    expect((await refusal(desk.act("dora", ours, give(CVE)))).message).toContain(`${CVE} is ${theirs}'s.`);
    // Whoever may give no id there learns nothing of it.
    expect((await refusal(desk.act("olga", ours, give(CVE)))).message).toBe(`There is no case ${ours}.`);
  });

  test("is free where that one was sorted out, which is opened again only without it", async () => {
    const [one, two] = [await claimed(house), await claimed(house)];
    await desk.act("pia", one, give(CVE));
    await desk.act("pia", one, { act: "sort", as: "duplicate", reason: `See ${two}.` });
    await desk.act("pia", two, give(CVE));
    const again: Act = { act: "reopen", reason: "It is another issue." };
    expect(await refusal(desk.act("pia", one, again))).toEqual({
      code: "CASE_REFUSED",
      message: `${CVE}, which this case had, is ${two}'s by now. Take it back here first: \`sameday cases do ${one} take-id-back id=${CVE}\`.`,
    });
    await desk.act("pia", one, takeBack(CVE));
    await desk.act("pia", one, again);
    expect([await idsOf(one), await idsOf(two)]).toEqual([[], [CVE]]);
  });

  test("stays that case's once it is public", async () => {
    const [one, two] = [await claimed(house), await claimed(house)];
    await desk.act("pia", one, give(CVE));
    await house.change(one, (kept) => ({ ...kept, case: { ...kept.case, state: "published", publishedAt: NOW } }));
    expect((await refusal(desk.act("pia", two, give(CVE)))).message).toMatch(
      new RegExp(`^${CVE} is published already, for ${one}\\.`),
    );
    await house.store.db
      .insertInto("case_disclosure")
      .values({ case_id: one, by: "pia", advisory: "TROVE-2026-020", begun_at: NOW, next_try_at: null })
      .execute();
    expect((await refusal(desk.act("pia", two, give("TROVE-2026-020")))).message).toContain("is published already");
  });

  test("of those who give it at once one succeeds", async () => {
    const cases = await Promise.all(Array.from({ length: 8 }, () => house.put()));
    for (const id of cases) await desk.act("pia", id, { act: "claim", team: "network" });
    const ends = await Promise.allSettled(cases.map((id) => desk.act("pia", id, give(CVE))));
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await Promise.all(cases.map(idsOf))).flat()).toEqual([CVE]);
  });
});

describe("what cases held before", () => {
  test("is counted once, two cases with one id among it, and what was taken back", async () => {
    const [one, two, three] = [await claimed(house), await claimed(house), await claimed(house)];
    const before = { at: NOW, by: "pia", role: "point-person" } as const;
    for (const id of [one, two]) {
      await house.change(id, (kept) => ({
        ...kept,
        case: {
          ...kept.case,
          ids: ["CVE-2026-7", "TROVE-2026-004"],
          log: [{ ...before, act: give("TROVE-2026-005") }],
        },
      }));
    }
    expect((await desk.show("pia", three)).nextOwnId).toBe("TROVE-2026-006");
    expect((await refusal(desk.act("pia", three, give("TROVE-2026-004")))).message).toContain("TROVE-2026-004 is ");
    // Both go on, and either can let go.
    await desk.act("pia", one, { act: "set-priority", priority: "high" });
    await desk.act("pia", one, takeBack("TROVE-2026-004"));
    expect((await refusal(desk.act("pia", one, give("TROVE-2026-004")))).message).toContain(`is ${two}'s`);
    await desk.act("pia", three, give("next"));
    expect(await Promise.all([one, two, three].map(idsOf))).toEqual([
      ["CVE-2026-7"],
      ["CVE-2026-7", "TROVE-2026-004"],
      ["TROVE-2026-006"],
    ]);
  });
});

test("the database holds no id in the clear, and how many there are alone", async () => {
  const one = await claimed(house);
  await desk.actAll("pia", one, [give("next"), give("CVE-2026-99123")]);
  const { rows } = await sql<{
    text: string;
  }>`SELECT each::text || encode(sealed, 'escape') AS text FROM case_given_id AS each`.execute(house.store.db);
  // One more says that earlier cases were counted.
  expect(rows).toHaveLength(3);
  for (const { text } of rows) expect(text).not.toMatch(/TROVE|99123|SEC-2026/);
});

test("numbers of a destroyed case do not come again, and a new master key forgets none", async () => {
  const [one, two, three] = [await claimed(house), await claimed(house), await claimed(house)];
  await desk.actAll("pia", one, [give("next"), give("CVE-2026-1234")]);
  await desk.act("pia", two, give("next"));
  const { vault } = house.context;
  await house.store.transaction((trx) => destroyCase(vault, trx, one, "dora"));
  expect((await desk.show("pia", three)).nextOwnId).toBe("TROVE-2026-003");
  await desk.act("pia", three, give("CVE-2026-1234"));
  const master = createMasterKey(systemRandom);
  await house.store.transaction((trx) => rewrapCaseKeys(vault, trx, master, "dora"));
  const later = await deskWith("tor", { vault: { ...vault, master } });
  expect((await refusal(later.act("pia", two, give("CVE-2026-1234")))).message).toContain(`is ${three}'s`);
  await later.act("pia", three, give("next"));
  expect((await later.show("pia", three)).kept.case.ids).toEqual(["CVE-2026-1234", "TROVE-2026-003"]);
  await house.store.transaction((trx) => rewrapCaseKeys({ ...vault, master }, trx, vault.master, "dora"));
});

test("however acts fall together, no id stands in two cases and no number is counted out twice", async () => {
  const cases: string[] = [];
  for (let index = 0; index < 4; index += 1) cases.push(await claimed(house));
  const index = fc.nat({ max: cases.length - 1 });
  const id = fc.constantFrom("CVE-2026-1111", "CVE-2026-2222", "TROVE-2026-002", "TROVE-2026-005");
  const step = fc.oneof(
    fc.record({ of: index, what: fc.constant("next") }),
    fc.record({ of: index, what: fc.constant("give"), id }),
    fc.record({ of: index, what: fc.constant("take-back"), nth: fc.nat({ max: 3 }) }),
    fc.record({ of: index, what: fc.constantFrom("close", "open") }),
  );
  const counted: string[] = [];
  const perform = async (one: { of: number; what: string; id?: string; nth?: number }): Promise<void> => {
    const name = cases[one.of] ?? "";
    const has = await idsOf(name);
    const acts: Readonly<Record<string, Act>> = {
      next: give("next"),
      give: give(one.id ?? ""),
      "take-back": takeBack(has[one.nth ?? 0] ?? ""),
      close: { act: "sort", as: "duplicate", reason: "The same." },
      open: { act: "reopen", reason: "Another one." },
    };
    const act = acts[one.what];
    if (!act) throw new Error(one.what);
    await desk.act("pia", name, act);
    // It is received then: only who has it gives ids.
    if (one.what === "open") await desk.act("pia", name, { act: "claim", team: "network" }).catch(() => {});
  };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      async (rounds) => {
        for (const round of rounds) {
          await Promise.allSettled(round.map(perform));
          const kept = await Promise.all(cases.map((name) => house.read(name)));
          const open = kept.filter(({ case: { state } }) => state !== "duplicate").flatMap(({ case: { ids } }) => ids);
          expect(new Set(open).size).toBe(open.length);
        }
        const log = (await Promise.all(cases.map((name) => house.read(name)))).flatMap(({ case: { log } }) => log);
        const given = log.flatMap(({ act }) => (act.act === "give-id" ? [act.id] : []));
        // What nobody named was counted out.
        counted.push(
          ...given.filter((one) => one.startsWith("TROVE") && !["TROVE-2026-002", "TROVE-2026-005"].includes(one)),
        );
        const once = given.filter((one) => /TROVE-2026-0(?!02|05)/.test(one));
        expect(new Set(once).size).toBe(once.length);
      },
    ),
    // Of these runs some count numbers out, which is asked below.
    { numRuns: 6, seed: 20261123 },
  );
  expect(counted.length).toBeGreaterThan(0);
});
