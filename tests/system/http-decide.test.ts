import { afterAll, beforeAll, expect, test } from "vitest";
import { setStep } from "../../src/updates/index.ts";
import { PUBLIC, putUpdate } from "./embargo-updates.ts";
import { type HttpDesk, openHttpDesk } from "./http-kit.ts";

/* The page where people approve, over HTTP with the signatures of a real gpg: also once a publication has failed. */

let desk: HttpDesk;
const { id } = PUBLIC;
const PUBLISH = { step: "publish", kind: "", architecture: "" } as const;
const approvePage = `/updates/${id}/approve`;

beforeAll(async () => {
  desk = await openHttpDesk();
  await putUpdate(desk.world, PUBLIC, false);
  const { db } = desk.world.context.store;
  await db.deleteFrom("approval").execute();
  const test = { step: "test", kind: "", architecture: "amd64" } as const;
  await setStep(db, id, test, { state: "done", result: "passed", job_id: null });
  await desk.runClock();
});

afterAll(async () => {
  await desk?.close();
});

const stateOf = async (step: string) =>
  (await desk.call("leo", "GET", `/api/v1/updates/${id}`)).json.steps.find((one: { step: string }) => one.step === step)
    .state;

/** The text on the page, as somebody would copy it. */
function textOn(html: string): string {
  const text = /<textarea[^>]*readonly[^>]*>([^<]*)<\/textarea>/i.exec(html)?.[1] ?? "";
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

const decide = (who: "leo" | "pia" | "mo" | "kit", signed: string) =>
  desk.page(who, `/updates/${id}/decision`, { decision: "approve", signed });

test("assistants, uploaders and auditors are not offered it", async () => {
  for (const who of ["mo", "kit", "ada"] as const) expect((await desk.page(who, approvePage)).status).toBe(403);
});

test("what is no signature, or the signature of another text, is not taken, and what was pasted stays", async () => {
  const other = await desk.cast.sign(
    "leo",
    textOn((await desk.page("leo", approvePage)).html).replace(id, "U-100000009"),
  );
  for (const signed of ["I say yes", other]) {
    const answer = await decide("leo", signed);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    expect(answer.html).toContain("Not taken.");
    expect(answer.html).toContain(signed.split("\n")[0]);
  }
  expect(await stateOf("approve")).toBe("ready");
});

test("the signed text approves, and then the page says that it is not its turn", async () => {
  const { status, html } = await desk.page("leo", approvePage);
  expect(status).toBe(200);
  const answer = await decide("leo", await desk.cast.sign("leo", textOn(html)));
  expect(answer).toMatchObject({ status: 303, location: `/updates/${id}?done=approved` });
  expect(await stateOf("approve")).toBe("done");
  expect((await desk.page("pia", approvePage)).status).toBe(409);
});

test("after a publication that failed the page is offered again, and a new approval starts it anew", async () => {
  const { db } = desk.world.context.store;
  await setStep(db, id, PUBLISH, { state: "failed", reason: "SIGNER_REFUSED", message: "The signer refused." });
  desk.world.context.changed(id);
  await desk.world.told();
  expect((await desk.call("pia", "GET", `/api/v1/updates/${id}`)).json.decisions).toEqual(["approve"]);
  expect((await desk.page("pia", `/updates/${id}`)).html).toContain(`href="${approvePage}"`);
  expect((await desk.page("mo", approvePage)).status).toBe(403);
  const { status, html } = await desk.page("pia", approvePage);
  expect(status).toBe(200);
  const answer = await decide("pia", await desk.cast.sign("pia", textOn(html)));
  expect(answer).toMatchObject({ status: 303, location: `/updates/${id}?done=approved` });
  expect(await stateOf("publish")).toBe("ready");
  expect((await desk.page("leo", approvePage)).status).toBe(409);
});
