import { expect, test } from "vitest";
import { answerRequest } from "./answer-request.ts";
import type { SignerContext } from "./context.ts";
import { createTurns } from "./files/turns.ts";
import type { SigningKey } from "./protocol.ts";
import type { Suites } from "./suites/suites.ts";

const KEYS = [{ fingerprint: "A" } as SigningKey];

/** A signer that is at work on something; of its keys it remembers these. */
function busy(remembered: readonly SigningKey[] | undefined) {
  const keys = { remembered: () => remembered, list: async () => KEYS };
  const turns = createTurns();
  let end: () => void = () => undefined;
  const work = turns.take(() => new Promise<void>((resolve) => (end = resolve)));
  const answer = answerRequest({ keys } as unknown as SignerContext, {} as Suites, turns, { call: "keys" });
  const settled = Promise.race([answer.then(() => true), new Promise((resolve) => setTimeout(resolve, 50, false))]);
  return {
    answer,
    settled,
    async end() {
      end();
      await work;
    },
  };
}

test("keys are told while something is being published", async () => {
  const { answer, settled, end } = busy(KEYS);
  expect(await settled).toBe(true);
  expect(await answer).toEqual({ call: "keys", keys: KEYS });
  await end();
});

test("keys that have to be asked of gpg wait their turn", async () => {
  const { answer, settled, end } = busy(undefined);
  expect(await settled).toBe(false);
  await end();
  expect(await answer).toEqual({ call: "keys", keys: KEYS });
});
