import { describe, expect, test } from "vitest";
import { exampleCases } from "../../tests/system/web-cases.ts";
import { CASES } from "../../tests/system/web-cases-scenes.ts";
import { createExampleApp, tokenOf } from "../../tests/system/web-desk.ts";
import { KIT, NOW, PIA } from "../../tests/system/web-example.ts";
import { named, readHtml } from "../../tests/system/web-html.ts";
import { HASH, sealedCases, statement } from "../../tests/system/web-sealed.ts";
import type { RoleKeyProcedure, SealedDesk, Statement } from "../cases/index.ts";
import type { Person } from "../distribution/index.ts";

/* Pages where people hold the role key: what the desk does not know is said, and the ciphertext is a download. */

const STATE: RoleKeyProcedure = {
  holders: ["pia", "leo"],
  current: undefined,
  reasons: [],
  isRotationDue: true,
  steps: [
    { step: "distribute", done: false, waitsFor: ["pia"], until: NOW, sentence: "dan <b>left</b>." },
    { step: "receipts", done: true, waitsFor: [], until: undefined, sentence: "Everybody has received their copy." },
  ],
};

async function desk(statements: readonly Statement[]) {
  const cases = await exampleCases();
  const id = CASES.fixing;
  const app = createExampleApp([], {
    cases: sealedCases(cases, statements),
    sealed: { roleKey: async () => STATE } as unknown as SealedDesk,
  });
  const get = async (url: string, person: Person = PIA) =>
    (await app.inject({ url, headers: { cookie: `sameday=${tokenOf(person)}` } })).body;
  return { get, id };
}

describe("a message that the desk cannot read", () => {
  test("says what nobody knows yet, how to open it, and offers the ciphertext", async () => {
    const { get, id } = await desk([]);
    const body = await get(`/cases/${id}`);
    for (const said of [
      "Nobody has opened it yet",
      "Whether it is signed is not known before somebody opens it.",
      `sameday cases open ${id} --message 1</code>`,
      "The ciphertext as it came",
      HASH,
    ]) {
      expect(body).toContain(said);
    }
    expect(named(readHtml(body), "script")).toEqual([]);
    // The line above says it already.
    expect(body.match(/the desk has no key/g)).toHaveLength(1);
    expect(body).not.toContain("Not signed: nothing proves");
  });

  test("shows who signed what, and a contradiction as one", async () => {
    const bad = {
      layer: "pgp-mime",
      integrity: "ok",
      signature: "bad",
      signer: null,
      signerMatchesFrom: null,
    } as const;
    const { get, id } = await desk([statement({}), statement({ person: "leo", crypto: bad })]);
    const body = await get(`/cases/${id}`);
    expect(body).toContain("What stands here of its protection is what pia signed.");
    expect(body).toMatch(/pia and leo differ: signature: good, bad; .*signer is the sender: yes, not known\./);
    expect(body).not.toContain("Nobody has opened it yet");
  });

  test("has an answer made elsewhere: no form sends one", async () => {
    const { get, id } = await desk([statement({})]);
    const body = await get(`/cases/${id}/reply`);
    expect(body).toContain(`sameday cases reply ${id} --body-file FILE`);
    expect(named(readHtml(body), "textarea")).toEqual([]);
  });
});

describe("the role key", () => {
  test("has a page with what is due, for whom and until when, as text", async () => {
    const { get } = await desk([]);
    const body = await get("/cases/key");
    for (const said of ["one step is due", "dan &lt;b>left", "Nobody has handed it out yet.", "pia"])
      expect(body).toContain(said);
    expect(named(readHtml(body), "script", "svg", "img")).toEqual([]);
  });

  test("needs whoever it waits for, on the first page of cases", async () => {
    const { get } = await desk([]);
    expect(await get("/cases")).toContain("The role key needs you.");
    expect(await get("/cases", KIT)).toContain("The role key waits for others.");
  });

  test("has no page where the desk holds it", async () => {
    const app = createExampleApp([], { cases: await exampleCases() });
    const { statusCode } = await app.inject({ url: "/cases/key", headers: { cookie: `sameday=${tokenOf(PIA)}` } });
    expect(statusCode).toBe(404);
  });
});
