import { expect, test } from "vitest";
import { SamedayError } from "../../kernel/index.ts";
import type { SigningKey } from "../../signer/index.ts";
import { rememberKeys } from "./public-keys.ts";

function world() {
  const state = { now: 0, asked: 0, away: false };
  const ask = async (): Promise<readonly SigningKey[]> => {
    state.asked += 1;
    const { asked, away } = state;
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (away) throw new SamedayError("SIGNER_UNREACHABLE", "The signer does not answer on its socket.");
    return [{ fingerprint: String(asked) } as SigningKey];
  };
  return { state, keys: rememberKeys(ask, { now: () => new Date(state.now) }) };
}

test("a hundred strangers at once make one call to the signer, and those of the next seconds none", async () => {
  const { state, keys } = world();
  const answers = await Promise.all(Array.from({ length: 100 }, keys));
  expect(new Set(answers.map(([key]) => key?.fingerprint))).toEqual(new Set(["1"]));
  state.now = 4_999;
  await keys();
  expect(state.asked).toBe(1);
});

test.each([5_000, -1])("at %i ms it is asked anew", async (now) => {
  const { state, keys } = world();
  await keys();
  state.now = now;
  expect((await keys())[0]?.fingerprint).toBe("2");
});

test("a signer that was away is asked again at once, by one call", async () => {
  const { state, keys } = world();
  state.away = true;
  const failed = await Promise.allSettled([keys(), keys()]);
  expect(failed.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(state.asked).toBe(1);
  state.away = false;
  expect(await keys()).toHaveLength(1);
});
