import { beforeEach, describe, expect, test } from "vitest";
import { ALICE as KEY } from "../../tests/system/web-cases-mails.ts";
import { type CasePages, openCasePages } from "../../tests/system/web-cases-pages.ts";
import { CASES } from "../../tests/system/web-cases-scenes.ts";
import { PIA } from "../../tests/system/web-example.ts";
import { named, readHtml } from "../../tests/system/web-html.ts";

let desk: CasePages["desk"];
let pages: CasePages;
/** A desk as the example begins: anew before whatever acts. */
const begin = async (): Promise<void> => {
  pages = await openCasePages();
  ({ desk } = pages);
};

const get: CasePages["get"] = (...asked) => pages.get(...asked);
const post: CasePages["post"] = (...asked) => pages.post(...asked);

describe("an answer", () => {
  beforeEach(begin);

  test("names the key beside the button, and why it goes out as it does", async () => {
    const { body } = await get(`/cases/${CASES.fixing}/reply?canned=thanks`);
    expect(body).toContain("Send it encrypted, as pia");
    expect(body).toContain("B8D1 F3A0 5C6E 9D2F");
    expect(body).toContain("the key on file for its sender is good");
    expect(named(readHtml(body), "textarea")[0]?.text).toBe("Thank you. We can reproduce it.\n");
  });

  test("leaves as it was written", async () => {
    const answer = await post(`/cases/${CASES.fixing}/reply`, {
      body: "Thank you.\r\nPia\r\n",
      canned: "thanks",
      message: "t-12",
      fingerprint: KEY,
    });
    expect(answer.headers.location).toBe(`/cases/${CASES.fixing}?done=answer-encrypted`);
    expect(desk.done).toEqual([
      `pia reply ${CASES.fixing} {"body":"Thank you.\\nPia\\n","messageId":"t-12","canned":"thanks","fingerprint":"${KEY}"}`,
    ]);
  });

  test("carries the key that was shown, so that no other is used instead", async () => {
    const { body } = await get(`/cases/${CASES.fixing}/reply`);
    const field = named(readHtml(body), "input").find(({ attributes }) => attributes.get("name") === "fingerprint");
    expect(field?.attributes.get("value")).toBe(KEY);
    expect((await post(`/cases/${CASES.fixing}/reply`, { body: "x", fingerprint: "not a key" })).statusCode).toBe(400);
  });

  test("in clear to an encrypted report needs a reason, and keeps what was typed until there is one", async () => {
    const refused = await post(`/cases/${CASES.unreadable}/reply`, { body: "Please <send> it again." });
    expect(refused.statusCode).toBe(409);
    const elements = readHtml(refused.body);
    expect(named(elements, "textarea")[0]?.text).toBe("Please <send> it again.");
    expect(elements.some(({ attributes }) => attributes.get("name") === "reason")).toBe(true);
    const sent = await post(`/cases/${CASES.unreadable}/reply`, { body: "x", reason: "They asked for it by phone." });
    expect(sent.statusCode).toBe(303);
    expect(desk.done.at(-1)).toContain('"overrideReason":"They asked for it by phone."');
  });
});

describe("looking for a reporter's key", () => {
  beforeEach(begin);
  const field = (body: string, name: string): string =>
    named(readHtml(body), "input", "textarea", "button")
      .find(({ attributes }) => attributes.get("name") === name)
      ?.attributes.get("value") ?? "";
  const LOOK = `/cases/${CASES.unreadable}/reply/key`;

  test("is done by a button alone: to show a page asks nobody", async () => {
    for (const path of ["/reply", "/sort?as=bogus", "/sort?as=legal"]) {
      const { body } = await get(`/cases/${CASES.unreadable}${path}`);
      expect(body).toContain("Look for a key");
      expect(body).toContain("WKD, keyserver keys.example");
      expect(readHtml(body).some(({ attributes }) => /\/key$/.test(attributes.get("href") ?? ""))).toBe(false);
    }
    expect((await get(LOOK)).statusCode).toBe(404);
    expect(desk.looked).toEqual([]);
  });

  test.each([
    ["/reply", {}],
    ["/sort", { as: "bogus" }],
  ])("shows what came of it, and keeps what was typed: %s", async (path, more) => {
    const shown = await get(`/cases/${CASES.unreadable}${path}?${new URLSearchParams(more)}`);
    const form = { ...more, began: field(shown.body, "began"), token: field(shown.body, "token"), reason: "why" };
    const answer = await post(`/cases/${CASES.unreadable}${path}/key`, { ...form, body: "Typed.\r\nBy pia" });
    expect([answer.statusCode, desk.looked]).toEqual([200, [CASES.unreadable]]);
    expect(named(readHtml(answer.body), "textarea")[0]?.text).toBe("Typed.\nBy pia");
    expect(answer.body).toContain("Nobody who was asked has a key that can be used.");
    expect(answer.body).not.toContain("Look for a key");
    expect([field(answer.body, "reason"), field(answer.body, "token")]).toEqual(["why", form.token]);
    expect(desk.done).toEqual([]);
  });

  test("comes from our own page alone", async () => {
    expect((await post(LOOK, { body: "x" }, PIA, "forged")).statusCode).toBe(403);
    expect(desk.looked).toEqual([]);
  });
});

describe("a form that answers", () => {
  beforeEach(begin);

  test("leaves once by its token; another text from it is asked about, and then meant", async () => {
    const path = `/cases/${CASES.fixing}/reply`;
    const token = "0".repeat(32);
    await post(path, { body: "Thank you.", fingerprint: KEY, token });
    const again = await post(path, { body: "And more.", fingerprint: KEY, token });
    expect(again.statusCode).toBe(409);
    const elements = readHtml(again.body);
    expect(named(elements, "textarea")[0]?.text).toBe("And more.");
    const next = named(elements, "input").find(({ attributes }) => attributes.get("name") === "token");
    expect(next?.attributes.get("value")).not.toBe(token);
    const meant = await post(path, { body: "And more.", token: next?.attributes.get("value") ?? "", fingerprint: KEY });
    expect([meant.statusCode, desk.done.length]).toEqual([303, 2]);
  });
});
