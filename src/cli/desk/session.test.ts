import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CommandContext } from "../frame/context.ts";
import { deskAddress, keepToken, openDesk, openDeskAsAdministrator } from "./session.ts";

/* What is asked of the network is looked at, not sent: which token goes to which address is all that counts here. */

const HERE = "http://127.0.0.1:8420";
const ELSEWHERE = "https://desk.example.org";

let home = "";
let context: CommandContext;
let shown: (string | null)[] = [];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "sameday-session-"));
  mkdirSync(join(home, "data"));
  writeFileSync(join(home, "data/admin-token"), "administrator\n");
  context = { dataDirectory: join(home, "data"), environment: { HOME: home } } as unknown as CommandContext;
  shown = [];
  vi.spyOn(globalThis, "fetch").mockImplementation(async (_url, init) => {
    shown.push(new Headers(init?.headers).get("authorization"));
    return Response.json([]);
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true });
});

async function tokenShownTo(address: string, as = openDesk, where = context): Promise<string | null | undefined> {
  await (await as(where, address)).updates();
  return shown.at(-1)?.replace(/^Bearer /, "") ?? null;
}

test("a token is shown to the desk that gave it, and to no other", async () => {
  const file = await keepToken(context, ELSEWHERE, "of-elsewhere");
  expect(readFileSync(file, "utf8")).toBe("of-elsewhere\n");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(await tokenShownTo(`${ELSEWHERE}/`)).toBe("of-elsewhere");
  expect(await tokenShownTo("https://other.example.org")).toBeNull();
  expect(await tokenShownTo("http://desk.example.org")).toBeNull();
});

test.each(["", "relative", "./relative"])(
  "a token is kept in the home directory when XDG_CONFIG_HOME is %j",
  async (xdg) => {
    const where = { ...context, environment: { HOME: home, XDG_CONFIG_HOME: xdg } };
    expect(await keepToken(where, ELSEWHERE, "token")).toBe(
      join(home, ".config/sameday/tokens", encodeURIComponent(ELSEWHERE)),
    );
  },
);

test.each([
  [HERE, "administrator"],
  ["http://localhost:8421", "administrator"],
  ["http://[::1]:8420", "administrator"],
  [ELSEWHERE, null],
  ["http://127.0.0.1.example.org", null],
  ["http://127.0.0.1@example.org", null],
])("%s is shown the administrator's token of this machine: %s", async (address, token) => {
  expect(await tokenShownTo(address)).toBe(token);
});

test("who has logged in speaks for themselves, and as administrator where only that one may", async () => {
  await keepToken(context, HERE, "ada");
  expect(await tokenShownTo(HERE)).toBe("ada");
  expect(await tokenShownTo(HERE, openDeskAsAdministrator)).toBe("administrator");
});

test("without the administrator's token it is said where it was looked for", async () => {
  await keepToken(context, HERE, "ada");
  const other = { ...context, dataDirectory: join(home, "nothing") } as CommandContext;
  await expect(openDeskAsAdministrator(other, HERE)).rejects.toMatchObject({
    code: "NOT_ALLOWED",
    message: expect.stringContaining(join(home, "nothing/admin-token")),
  });
  await expect(openDeskAsAdministrator(context, ELSEWHERE)).rejects.toThrow(ELSEWHERE);
});

test("a file that the environment names goes before all, wherever the desk is", async () => {
  writeFileSync(join(home, "named"), "named\n");
  const named = { ...context, environment: { ...context.environment, SAMEDAY_TOKEN_FILE: join(home, "named") } };
  expect(await tokenShownTo(ELSEWHERE, openDesk, named as CommandContext)).toBe("named");
  expect(await tokenShownTo(ELSEWHERE, openDeskAsAdministrator, named as CommandContext)).toBe("named");
});

test.each([
  ["desk.example.org", {}, /^--desk takes the desk's address, such as https:.*not "desk\.example\.org"/],
  ["ftp://desk.example.org", {}, /^--desk takes/],
  [undefined, { SAMEDAY_DESK: "localhost:8420" }, /^\$SAMEDAY_DESK takes/],
])("%s with %j is no address of a desk", (address, environment, says) => {
  const where = { ...context, environment: { ...context.environment, ...environment } };
  expect(() => deskAddress(where, address)).toThrow(
    expect.objectContaining({ code: "USAGE", message: expect.stringMatching(says) }),
  );
});
