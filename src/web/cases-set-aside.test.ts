import { beforeEach, describe, expect, test } from "vitest";
import { type CasePages, cookie, openCasePages } from "../../tests/system/web-cases-pages.ts";
import { ASIDE, CASES } from "../../tests/system/web-cases-scenes.ts";
import { createExampleApp } from "../../tests/system/web-desk.ts";
import { ADA, ago, MO, PIA } from "../../tests/system/web-example.ts";
import { named, readHtml } from "../../tests/system/web-html.ts";
import { shippedPolicy } from "../cases/policy/testing.ts";

/* What lists leave out: what headers put aside, and cases in which the reader has no part. */

let desk: CasePages["desk"];
let pages: CasePages;
beforeEach(async () => {
  pages = await openCasePages();
  ({ desk } = pages);
});

const get: CasePages["get"] = (...asked) => pages.get(...asked);
const post: CasePages["post"] = (...asked) => pages.post(...asked);

test("who sees the cases alone in which they have a part is not told of all of them", async () => {
  const none = async () => [];
  const overview = async () => ({ sees: "own" as const, setAside: { total: 0, lastWeek: 0 } });
  const cases = { ...desk, list: none, triage: none, reviewList: none, setAside: none, overview };
  const own = createExampleApp([], { cases });
  for (const [url, sentence] of [
    ["/cases", "You have a part in no open case."],
    ["/cases/triage", "No case in which you have a part waits for a team."],
    ["/cases/agenda", "You have a part in no open case."],
    ["/cases/closed", "You have a part in no closed case."],
    ["/cases/set-aside", "What is set aside is not shown to you."],
  ] as const) {
    const { body } = await own.inject({ url, headers: cookie(PIA) });
    expect(named(readHtml(body), "h1")[0]?.text).toBe(sentence);
    expect(body).not.toMatch(/Every message has found its team|No case is (?:open|closed)/);
  }
});

describe("what headers put aside", () => {
  test.each(["/", "/cases", "/cases/triage", "/cases/closed"])("is counted on %s, with the way to it", async (path) => {
    const { body } = await get(path);
    expect(body).toMatch(/One mail was\s+<a href="\/cases\/set-aside">set aside/);
    expect(body).not.toContain("Signature check of the updater");
  });

  test("stands on a page of its own, with what the headers said, and comes back into triage", async () => {
    const { body } = await get("/cases/set-aside");
    expect(named(readHtml(body), "h1")[0]?.text).toBe("One mail is set aside.");
    expect(body).toContain("Signature check of the updater");
    expect(body).toContain("The filter in front says that it is spam.");
    const reason = /name="reason" value="([^"]+)"/.exec(body)?.[1] ?? "";
    const answer = await post(`/cases/${ASIDE}/do/reopen`, { reason });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `/cases/${ASIDE}?done=case-act`]);
    expect((await get("/cases/triage")).body).toContain(`id="${ASIDE}"`);
    expect(named(readHtml((await get("/cases/set-aside")).body), "h1")[0]?.text).toBe("Nothing is set aside.");
    expect((await get("/")).body).not.toContain("/cases/set-aside");
  });

  test("is not said to be known outside, as what was published is", async () => {
    expect((await get(`/cases/${ASIDE}`)).body).not.toContain("no secret any more");
    expect((await get(`/cases/${CASES.published}`)).body).toContain("no secret any more");
  });

  test("has its title, and the way back, for whoever may read it alone", async () => {
    const { body } = await get("/cases/set-aside", ADA);
    expect(body).toContain(ASIDE);
    expect(body).not.toMatch(/Signature check|says that it is spam|Bring it back/);
  });

  test("has no button for an assistant, who may read it and bring nothing back", async () => {
    const { body } = await get("/cases/set-aside", MO);
    expect(body).toContain("Signature check of the updater");
    expect(body).not.toContain("Bring it back");
    expect((await get("/cases/set-aside")).body).toContain("Bring it back");
  });
});

test("what speaks against the hour of publication stands beside it, and is told from the hour", async () => {
  const lists = [...(await shippedPolicy("distros-list")).lists];
  const show: typeof desk.show = async (by, id) => {
    const view = await desk.show(by, id);
    const theCase = { ...view.kept.case, shared: { distros: ago(10 * 86_400_000) } };
    return { ...view, policy: { ...view.policy, lists }, kept: { ...view.kept, case: theCase } };
  };
  const warned = createExampleApp([], { cases: { ...desk, show } });
  const { body } = await warned.inject({ url: `/cases/${CASES.scheduled}`, headers: cookie(PIA) });
  expect(body).toContain(
    '<small class="line soon">Against it: The list distros prefers an embargo of at most 7 days.</small>',
  );
});
