import { afterAll, beforeAll, expect, test } from "vitest";
import { standInRound } from "../../src/cases/handling/rounds/index.ts";
import type { CaseDesk } from "../../src/cases/index.ts";
import { type DeskHouse, hoursOn, mailsOf, NOW, openDeskHouse, refusal, textOfMail } from "./cases-people-kit.ts";

/** Who is written to when a case falls to them, and what may stand in that. */

const MARKER = "MARKER-PLAINTEXT-7f3a";

let house: DeskHouse;
let desk: CaseDesk;

beforeAll(async () => {
  house = await openDeskHouse();
  desk = house.desk;
}, 240_000);
afterAll(() => house?.close());

test("whoever has a case is told at once that its hour was set aside, and not what that is", async () => {
  const embargo = { at: hoursOn(400), zone: "UTC" };
  const work = { team: "network", assignee: "mo", claimedAt: NOW, severity: "high" } as const;
  const id = await house.put({ ...work, state: "scheduled", embargo, embargoSetAt: NOW }, { title: MARKER });
  await desk.act("dora", id, { act: "override", gate: "hour-has-come", reason: `they use it ${MARKER}` });
  const texts = (await mailsOf(house, `hour ${id}`)).map(textOfMail);
  expect(texts.map((text) => /^To: (\S+)\r$/m.exec(text)?.[1])).toEqual(["mo@acme.example"]);
  expect(texts[0]).toContain(`${id} needs you now.`);
  expect(texts[0]).not.toMatch(new RegExp(`${MARKER}|hour|network|publi`));
  const [row] = (await desk.list("mo", "yours")).filter((one) => one.id === id);
  expect(row?.due).toMatchObject({ clock: "publish-now" });
});

test("absences are noted by oneself, or by the director for anybody; cases then wait for who stands in", async () => {
  const away = (who: string, from: number, until: number) => ({ who, from: hoursOn(from), until: hoursOn(until) });
  const id = await house.put();
  await desk.setAbsence("pia", away("pia", -1, 48));
  await desk.setAbsence("dora", away("paul", -1, 24));
  expect((await refusal(desk.setAbsence("leo", away("pia", -1, 1)))).code).toBe("NOT_ALLOWED");
  expect((await refusal(desk.setAbsence("root", away("root", -1, 1)))).code).toBe("NOT_ALLOWED");
  expect((await refusal(desk.setAbsence("dora", away("root", -1, 1)))).code).toBe("NOT_FOUND");
  expect((await refusal(desk.setAbsence("pia", away("pia", 2, 1)))).code).toBe("INPUT_INVALID");
  expect((await desk.list("dan", "yours")).map((row) => row.id)).toContain(id);
  // Whoever stands in is told, once, and before that absence nobody is.
  const told = async (): Promise<string[]> => (await mailsOf(house, "stand-in ")).map(textOfMail);
  expect(await standInRound(house.context)).toBeGreaterThan(0);
  const texts = await told();
  expect(texts.some((text) => text.includes(`${id} needs you.`) && text.includes("To: dan@acme.example"))).toBe(true);
  expect(texts.join("\n")).not.toMatch(/pia|paul|away/);
  expect(await standInRound(house.context)).toBe(0);
  await desk.setAbsence("pia", away("pia", 2, 4));
  expect(await standInRound(house.context)).toBe(0);
  expect(await told()).toHaveLength(texts.length);
  expect(await desk.absences()).toEqual([away("paul", -1, 24), away("pia", 2, 4)]);
  await desk.setAbsence("pia", away("pia", 3, 3));
  await desk.setAbsence("paul", away("paul", -1, -1));
  expect(await desk.absences()).toEqual([]);
  expect((await desk.staff()).absences).toEqual([]);
});
