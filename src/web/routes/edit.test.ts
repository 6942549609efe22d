import { beforeEach, expect, test } from "vitest";
import { createExampleApp, tokenOf } from "../../../tests/system/web-desk.ts";
import { ADA, JUDGED, KIT, LEO, MO, UPDATE } from "../../../tests/system/web-example.ts";
import type { Person } from "../../distribution/index.ts";
import { SamedayError } from "../../kernel/index.ts";

const PATH = `/updates/${UPDATE.row.id}/edit`;
/** As a browser sends the form that nobody touched. */
const SHOWN = {
  issues: UPDATE.row.issues.join(" "),
  newIssues: "",
  regressionOf: "",
  summary: UPDATE.summary,
  embargoUntil: "2026-11-21T18:00:00Z",
};
let acts: string[];
let app: ReturnType<typeof createExampleApp>;

beforeEach(() => {
  acts = [];
  app = createExampleApp(acts);
});

const cookie = (person: Person | null) => (person ? { cookie: `sameday=${tokenOf(person)}` } : {});
const get = (person: Person | null, id: string) => app.inject({ url: `/updates/${id}/edit`, headers: cookie(person) });
const post = (person: Person, form: Record<string, string>, desk = app) =>
  desk.inject({
    method: "POST",
    url: PATH,
    headers: {
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
      ...cookie(person),
    },
    payload: new URLSearchParams({ csrf: `form-of-${tokenOf(person)}`, ...SHOWN, ...form }).toString(),
  });

test.each([
  ["full", LEO, UPDATE, 200],
  ["assistant", MO, UPDATE, 200],
  ["auditor", ADA, UPDATE, 404],
  ["stranger", null, UPDATE, 404],
  ["assistant", MO, JUDGED, 200],
  ["uploader", KIT, JUDGED, 403],
  ["auditor", ADA, JUDGED, 403],
  ["stranger", null, JUDGED, 401],
] as const)("the form is for the team only: %s", async (_role, person, { row }, status) => {
  const { statusCode, body } = await get(person, row.id);
  expect(statusCode).toBe(status);
  expect(body.includes('name="issues"')).toBe(status === 200);
});

test("only what the form changed is sent on, with line ends as everywhere else", async () => {
  const answer = await post(MO, { issues: "CVE-2026-1\r\nCVE-2026-2, CVE-2026-3", regressionOf: "DSA-5000-1" });
  expect(answer).toMatchObject({ statusCode: 303, headers: { location: `/updates/${UPDATE.row.id}?done=edited` } });
  const edit = { issues: ["CVE-2026-1", "CVE-2026-2", "CVE-2026-3"], regressionOf: "DSA-5000-1" };
  expect(acts).toEqual([`mo edit ${UPDATE.row.id}: ${JSON.stringify(edit)}`]);
});

test("without the right or the session's word nothing is done", async () => {
  expect((await post(KIT, { summary: "x" })).statusCode).toBe(404);
  expect((await post(MO, { summary: "x", csrf: "another" })).statusCode).toBe(403);
  expect((await post(MO, { issues: "x".repeat(9000) })).statusCode).toBe(400);
  expect(acts).toEqual([]);
});

test("a refusal shows the form again, with what was written, escaped", async () => {
  const refusing = createExampleApp(acts, {
    actions: {
      edit: async () => {
        throw new SamedayError("INPUT_INVALID", "No list of the tracker names CVE-2026-77.");
      },
    },
  });
  const { statusCode, body } = await post(LEO, { summary: "<b>new</b> words" }, refusing);
  expect(statusCode).toBe(400);
  expect(body).toContain("No list of the tracker names CVE-2026-77.");
  expect(body).toContain("&lt;b>new&lt;/b> words");
});
