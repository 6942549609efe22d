import { beforeEach, describe, expect, test } from "vitest";
import { createExampleApp, tokenOf } from "../../tests/system/web-desk.ts";
import { ADA, KIT, LEO, MO, PIA } from "../../tests/system/web-example.ts";
import { named, readHtml } from "../../tests/system/web-html.ts";
import type { Person } from "../distribution/index.ts";
import { SamedayError } from "../kernel/index.ts";

const SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\ntext\r\n-----END PGP SIGNATURE-----\r\n";
let acts: string[];
let app: ReturnType<typeof createExampleApp>;

beforeEach(() => {
  acts = [];
  app = createExampleApp(acts);
});

const cookie = (person: Person | null) => (person ? { cookie: `sameday=${tokenOf(person)}` } : {});
const get = (url: string, person: Person | null = null) => app.inject({ url, headers: cookie(person) });
const post = (url: string, person: Person | null, form: Record<string, string>, headers: Record<string, string> = {}) =>
  app.inject({
    method: "POST",
    url,
    headers: {
      host: "desk.example",
      origin: "http://desk.example",
      "sec-fetch-site": "same-origin",
      "content-type": "application/x-www-form-urlencoded",
      ...cookie(person),
      ...headers,
    },
    payload: new URLSearchParams(person ? { csrf: `form-of-${tokenOf(person)}`, ...form } : form).toString(),
  });

describe("headers", () => {
  test.each(["/", "/login", "/no-such-page", "/updates/U-41"])(
    "of %s allow nothing but our style and our forms",
    async (url) => {
      const { headers } = await get(url);
      expect(headers["content-security-policy"]).toBe(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      );
      expect(headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "same-origin",
        "cache-control": "no-store",
      });
      expect(headers["strict-transport-security"]).toBeUndefined();
    },
  );

  test("bind browsers to HTTPS where the desk has it", async () => {
    const secure = createExampleApp([], { publicUrl: "https://desk.example" });
    expect((await secure.inject("/")).headers["strict-transport-security"]).toMatch(/^max-age=/);
  });

  test("let browsers keep the style sheet for ever, under its hash", async () => {
    const page = await get("/");
    const path = named(readHtml(page.body), "link")[0]?.attributes.get("href") ?? "";
    expect(path).toMatch(/^\/style\/[0-9a-f]{16}\.css$/);
    const sheet = await get(path);
    expect(sheet.statusCode).toBe(200);
    expect(sheet.headers["cache-control"]).toContain("immutable");
    expect(sheet.headers["content-type"]).toBe("text/css; charset=utf-8");
    expect(sheet.body.length).toBeLessThan(24_000);
    expect(sheet.body).not.toMatch(/url\(|@import|@font-face/);
  });
});

describe("what is embargoed", () => {
  const without = (body: string) => body.replace(/U-\d+|%2Fupdates%2F|req-\w+/g, "");

  test.each([
    "",
    "/difference",
    "/log?step=build+amd64",
    "/evidence?step=review",
    "/approve",
    "/publish",
    "/report?name=x",
  ])("is for strangers as if it never was: U-41%s", async (rest) => {
    const [hidden, unknown] = await Promise.all([get(`/updates/U-41${rest}`), get(`/updates/U-99${rest}`)]);
    expect(hidden.statusCode).toBe(404);
    expect(unknown.statusCode).toBe(404);
    expect(without(hidden.body)).toBe(without(unknown.body));
    expect(Object.keys(hidden.headers)).toEqual(Object.keys(unknown.headers));
  });

  test.each([
    ["uploaders", KIT],
    ["auditors", ADA],
  ])("is hidden from %s too", async (_who, person) => {
    expect((await get("/updates/U-41", person)).statusCode).toBe(404);
    for (const path of ["/", "/updates?list=others", "/packages/memcached"])
      expect((await get(path, person)).body).not.toContain("U-41");
  });

  test("is hidden even when the reads forget to hide it", async () => {
    const { exampleReads } = await import("../../tests/system/web-desk.ts");
    const leaky = createExampleApp([], { reads: { update: (id) => exampleReads().update(id, LEO) } });
    expect((await leaky.inject("/updates/U-41")).statusCode).toBe(404);
  });

  test("takes no form from strangers either", async () => {
    expect((await post("/updates/U-41/tested", null, { verdict: "works" })).statusCode).toBe(404);
    expect(acts).toEqual([]);
  });
});

describe("pages by role", () => {
  test.each<[path: string, stranger: number, kit: number, ada: number, mo: number, leo: number]>([
    ["/", 200, 200, 200, 200, 200],
    ["/updates", 200, 200, 200, 200, 200],
    ["/updates?list=you", 401, 200, 200, 200, 200],
    ["/issues?page=3", 200, 200, 200, 200, 200],
    ["/releases", 200, 200, 200, 200, 200],
    ["/releases/bookworm", 200, 200, 200, 200, 200],
    ["/releases/nothing", 404, 404, 404, 404, 404],
    ["/packages/memcached", 200, 200, 200, 200, 200],
    ["/packages/..%2fetc", 404, 404, 404, 404, 404],
    ["/updates/U-43", 200, 200, 200, 200, 200],
    ["/updates/U-43/difference", 200, 200, 200, 200, 200],
    ["/updates/U-43/difference?file=debian/rules", 200, 200, 200, 200, 200],
    ["/updates/U-43/difference?file=nothing", 404, 404, 404, 404, 404],
    ["/updates/U-43/log?step=build+amd64", 401, 200, 200, 200, 200],
    ["/updates/U-43/log?step=nothing", 401, 404, 404, 404, 404],
    ["/updates/U-43/evidence?step=review", 200, 200, 200, 200, 200],
    ["/updates/U-43/report?name=diffoscope-amd64.txt", 200, 200, 200, 200, 200],
    ["/updates/U-43/override", 401, 403, 403, 403, 200],
    ["/updates/U-43/approve", 401, 403, 403, 403, 200],
    ["/updates/U-41/override", 404, 404, 404, 403, 409],
    ["/updates/U-41/approve", 404, 404, 404, 403, 200],
    ["/updates/U-41/publish", 404, 404, 404, 403, 409],
    ["/updates/U-43/send-back", 401, 200, 403, 403, 200],
    ["/people", 401, 200, 200, 200, 200],
    ["/tokens", 401, 403, 403, 200, 200],
    ["/audit", 401, 403, 200, 200, 200],
    ["/audit?before=400&object=U-41", 401, 403, 200, 200, 200],
    ["/drills", 401, 200, 200, 200, 200],
    ["/account", 401, 200, 200, 200, 200],
    ["/login", 200, 200, 200, 200, 200],
    ["/no-such-page", 404, 404, 404, 404, 404],
  ])("%s", async (path, ...expected) => {
    const statuses = [];
    for (const person of [null, KIT, ADA, MO, LEO]) statuses.push((await get(path, person)).statusCode);
    expect(statuses).toEqual(expected);
  });

  test("an error page names what may be done, and a reference", async () => {
    const { body } = await get("/people");
    expect(body).toContain("You are not logged in.");
    expect(body).toContain('href="/login?back=%2Fpeople"');
    expect(body).toMatch(/Reference <span class="v">req-/);
  });

  test("what cannot be done now says why, and leads back to the update", async () => {
    const { statusCode, body } = await get("/updates/U-43/publish", LEO);
    expect(statusCode).toBe(409);
    expect(body).toContain("U-43 does not wait for this now");
    expect(body).toContain('<a href="/updates/U-43">To U-43</a>');
    expect(body).toContain("Nothing was changed.");
    // What is not there for a reader answers as what never was.
    expect((await get("/updates/U-99/publish", LEO)).body).not.toContain("To U-99");
  });

  test("a fault of ours says nothing of its cause", async () => {
    const broken = createExampleApp([], { reads: { drills: () => Promise.reject(new Error("secret path /x")) } });
    const answer = await broken.inject({ url: "/drills", headers: cookie(LEO) });
    expect(answer.statusCode).toBe(500);
    expect(answer.body).not.toContain("secret");
  });

  test("a store that is away is an error page, not a broken connection", async () => {
    const away = () => Promise.reject(new SamedayError("STORE_UNAVAILABLE", "The database does not answer."));
    const broken = createExampleApp([], { reads: { board: away }, accounts: { session: away } });
    const answer = await broken.inject({ url: "/", headers: cookie(LEO) });
    expect(answer.statusCode).toBe(503);
    expect(answer.body).toContain("The database does not answer.");
  });
});

describe("forms", () => {
  test.each<[path: string, person: Person, form: Record<string, string>, act: string, to: string]>([
    [
      "/updates/U-41/decision",
      LEO,
      { decision: "approve", signed: SIGNED },
      "approve U-41",
      "/updates/U-41?done=approved",
    ],
    ["/updates/U-41/publish", LEO, {}, "leo publish U-41", "/updates/U-41?done=published"],
    [
      "/updates/U-43/send-back",
      KIT,
      { reason: " line\r\ntwo " },
      "kit send-back U-43: line\ntwo",
      "/updates/U-43?done=sent-back",
    ],
    ["/updates/U-43/retry", MO, { step: "build amd64" }, "mo retry U-43 build amd64", "/updates/U-43?done=retried"],
    [
      "/updates/U-43/tested",
      KIT,
      { verdict: "breaks", note: "no" },
      "kit breaks U-43: no",
      "/updates/U-43?done=tested#testers",
    ],
    ["/tokens/revoke", MO, { id: "3" }, "mo revoke 3", "/tokens?done=revoked"],
    ["/audit/verify", ADA, {}, "ada verify", "/audit?done=verified"],
  ])("%s does what it says, once, and leads on", async (path, person, form, act, to) => {
    const answer = await post(path, person, form);
    expect([answer.statusCode, answer.headers.location]).toEqual([303, to]);
    expect(acts).toEqual([act]);
    expect((await get(to.replace(/#.*/, ""), person)).body).toMatch(/<p role="status">[A-Z][^<]+\.<\/p>/);
  });

  test("a token is shown in the answer to its form and nowhere else", async () => {
    const answer = await post("/tokens", LEO, { queue: "embargoed", holder: "lab" });
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain("5pPzCq0mVhL2mF8sQXv1y0kJtWbN3aRd");
    expect((await get("/tokens", LEO)).body).not.toContain("5pPzCq0m");
    expect(acts).toEqual(["leo token embargoed lab"]);
  });

  test.each<[name: string, csrf: string, headers: Record<string, string>]>([
    ["without a token", "", {}],
    ["with another session's token", `form-of-${tokenOf(PIA)}`, {}],
    ["from another site", `form-of-${tokenOf(LEO)}`, { "sec-fetch-site": "cross-site" }],
    ["from a sibling site", `form-of-${tokenOf(LEO)}`, { "sec-fetch-site": "same-site" }],
  ])("are refused %s", async (_name, csrf, headers) => {
    const answer = await post("/updates/U-41/publish", LEO, { csrf }, headers);
    expect(answer.statusCode).toBe(403);
    expect(acts).toEqual([]);
  });

  test.each([
    ["http://evil.example", 403],
    ["null", 403],
    ["http://desk.example", 303],
  ])("of browsers that know no Fetch Metadata are judged by their origin: %s", async (origin, status) => {
    const answer = await app.inject({
      method: "POST",
      url: "/updates/U-41/publish",
      headers: { host: "desk.example", origin, "content-type": "application/x-www-form-urlencoded", ...cookie(LEO) },
      payload: `csrf=form-of-${tokenOf(LEO)}`,
    });
    expect(answer.statusCode).toBe(status);
  });

  test.each<[path: string, person: Person, form: Record<string, string>, status: number]>([
    ["/updates/U-41/publish", MO, {}, 403],
    ["/updates/U-41/decision", MO, { decision: "approve", signed: SIGNED }, 403],
    ["/updates/U-41/decision", PIA, { decision: "approve", signed: SIGNED }, 403],
    ["/updates/U-41/decision", LEO, { decision: "reject", signed: SIGNED }, 400],
    ["/updates/U-41/decision", LEO, { decision: "approve" }, 400],
    ["/updates/U-41/send-back", LEO, { reason: "  " }, 400],
    ["/updates/U-43/send-back", MO, { reason: "no" }, 403],
    ["/updates/U-43/tested", ADA, { verdict: "works" }, 403],
    ["/updates/U-43/tested", KIT, { verdict: "maybe" }, 400],
    ["/tokens", KIT, { queue: "embargoed", holder: "x" }, 403],
    ["/tokens", LEO, { queue: "embargoed", holder: "   " }, 400],
    ["/tokens/revoke", LEO, { id: "0" }, 400],
    ["/audit/verify", KIT, {}, 403],
  ])("%s as %o refuses %j", async (path, person, form, status) => {
    expect((await post(path, person, form)).statusCode).toBe(status);
    expect(acts).toEqual([]);
  });

  test("a signature that is not taken comes back with its reason, and nothing is lost", async () => {
    const answer = await post("/updates/U-41/decision", LEO, { decision: "approve", signed: "not <signed>" });
    expect(answer.statusCode).toBe(422);
    const elements = readHtml(answer.body);
    expect(named(elements, "textarea").find((field) => field.attributes.get("name") === "signed")?.text).toBe(
      "not <signed>",
    );
    expect(answer.body).toContain("The text is not clear-signed.");
  });

  test("other kinds of body are refused", async () => {
    const answer = await app.inject({
      method: "POST",
      url: "/logout",
      headers: { "content-type": "text/plain", ...cookie(LEO) },
      payload: "csrf=x",
    });
    expect(answer.statusCode).toBe(415);
  });
});

describe("sessions", () => {
  const login = { passwordLogin: async () => ({ token: tokenOf(LEO), expires: new Date("2026-11-22T00:00:00Z") }) };

  test("are given in a cookie that scripts and other sites never see", async () => {
    app = createExampleApp([], { accounts: login, publicUrl: "https://desk.example" });
    const answer = await post("/login/password", null, { person: "leo", password: "x", code: "1", back: "/people" });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, "/people"]);
    expect(answer.headers["set-cookie"]).toBe(
      `__Host-sameday=${tokenOf(LEO)}; Path=/; Expires=Sun, 22 Nov 2026 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict`,
    );
  });

  test("never lead to another site", async () => {
    app = createExampleApp([], { accounts: login });
    const answer = await post("/login/password", null, {
      person: "leo",
      password: "x",
      code: "1",
      back: "//evil.example",
    });
    expect(answer.headers.location).toBe("/");
    expect((await get("/login?back=https://evil.example")).body).not.toContain("evil");
  });

  test("a refused login says so on the page, keeps the name and not the password", async () => {
    const answer = await post("/login/password", null, { person: "leo", password: "hunter2hunter2", code: "123456" });
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toContain("do not fit together");
    expect(answer.body).toContain('value="leo"');
    expect(answer.body).not.toContain("hunter2");
  });

  test("a login from another site is refused: nobody is logged in as somebody else", async () => {
    app = createExampleApp([], { accounts: login });
    const answer = await post("/login/password", null, { person: "leo" }, { "sec-fetch-site": "cross-site" });
    expect(answer.statusCode).toBe(403);
    expect(answer.headers["set-cookie"]).toBeUndefined();
  });

  test("a text to sign comes from the desk, never from the request", async () => {
    const answer = await post("/login/key", null, {
      person: "leo",
      challenge: "Sameday approval, version 3",
      signed: "x",
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.body).toContain("Sameday login, version 1");
    expect(answer.body).not.toContain("Sameday approval");
  });

  test("looking at a one-time link does not use it up", async () => {
    const used: string[] = [];
    const linkLogin = async (token: string) => {
      used.push(token);
      return { token: tokenOf(LEO), expires: new Date("2026-11-22T00:00:00Z") };
    };
    app = createExampleApp([], { accounts: { linkLogin } });
    const token = "t".repeat(43);
    expect((await get(`/login/once/${token}`)).statusCode).toBe(200);
    expect(used).toEqual([]);
    expect((await post("/login/once", null, { token })).headers.location).toBe("/");
    expect(used).toEqual([token]);
  });

  test("end with the cookie", async () => {
    const answer = await post("/logout", LEO, {});
    expect(answer.headers["set-cookie"]).toMatch(/^sameday=; .*Expires=Thu, 01 Jan 1970/);
  });

  test("a new password shows the authenticator's secret once, and ends the session", async () => {
    const differ = await post("/account/password", LEO, { password: "correct horse battery", again: "correct horse" });
    expect(differ.statusCode).toBe(400);
    const answer = await post("/account/password", LEO, {
      password: "correct horse battery",
      again: "correct horse battery",
    });
    expect(answer.body).toContain("JBSW Y3DP");
    expect(answer.headers["set-cookie"]).toMatch(/^sameday=;/);
  });
});

describe("logs", () => {
  test("are followed by the browser itself, only while the step runs", async () => {
    expect((await get("/updates/U-41/log?step=build+amd64&follow=yes", LEO)).headers.refresh).toBe("3");
    expect((await get("/updates/U-41/log?step=build+amd64", LEO)).headers.refresh).toBeUndefined();
  });

  test("can be had whole, as text that stays text", async () => {
    const answer = await get("/updates/U-41/log?step=build+amd64&whole=yes", LEO);
    expect(answer.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(answer.body).toContain("41 of 97 tests");
  });

  test("and evidence is saved under a name of ours", async () => {
    const answer = await get("/updates/U-43/evidence?step=review");
    expect(answer.headers["content-disposition"]).toBe('attachment; filename="U-43-review.dsse.json"');
  });
});

test("notices are ours: an address cannot put words into a page", async () => {
  expect((await get("/?done=Send+your+key+to+evil")).body).not.toContain("evil");
  expect((await get("/?done=constructor")).statusCode).toBe(200);
  expect((await get("/?done=logged-out")).body).toContain("You are logged out.");
});
