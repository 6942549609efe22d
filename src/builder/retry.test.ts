import { describe, expect, test } from "vitest";
import { ServerAway, untilAnswered } from "./retry.ts";

const random = { bytes: (count: number) => new Uint8Array(count) };

describe("untilAnswered", () => {
  test("repeats while the server is away, then gives its answer", async () => {
    let calls = 0;
    const act = async (): Promise<string> => {
      calls += 1;
      if (calls < 3) throw new ServerAway("connection refused");
      return "answer";
    };
    expect(await untilAnswered(act, random, new AbortController().signal)).toBe("answer");
    expect(calls).toBe(3);
  });

  test("does not repeat what the server refused", async () => {
    const act = (): Promise<never> => Promise.reject(new Error("refused"));
    await expect(untilAnswered(act, random, new AbortController().signal)).rejects.toThrow("refused");
  });

  test("ends by the signal in the middle of a pause", async () => {
    const act = (): Promise<never> => Promise.reject(new ServerAway("away"));
    await expect(untilAnswered(act, random, AbortSignal.timeout(50))).rejects.toMatchObject({ name: "AbortError" });
  });
});
