import { expect, test } from "vitest";
import { createLanding } from "./landing.ts";

function world() {
  const seen: string[] = [];
  const failed: string[] = [];
  const landing = createLanding<string>({
    failed: (key, reason, wasReverse) => void failed.push(`${key} ${reason} ${wasReverse}`),
    progressed: () => undefined,
  });
  const says = (text: string) => async () => void seen.push(text);
  return { landing, seen, failed, says };
}

test("edits land one after the other, in their order", async () => {
  const { landing, seen } = world();
  let now = 0;
  for (const key of ["1", "2", "3"]) {
    landing.add(key, async () => {
      now += 1;
      expect(now).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 1));
      seen.push(key);
      now -= 1;
    });
  }
  expect(landing.waiting).toBe(3);
  await landing.settled();
  expect(seen).toEqual(["1", "2", "3"]);
  expect(landing.waiting).toBe(0);
});

test("what has not begun to land is dropped when it is taken back; what has, is followed by its reverse", async () => {
  const { landing, seen, says } = world();
  landing.add("first", says("first"));
  landing.add("second", says("never"));
  landing.takeBack("second", says("never either"));
  landing.takeBack("first", says("back"));
  await landing.settled();
  expect(seen).toEqual(["first", "back"]);
});

test("a failure is told and stops nothing, and what never landed has no reverse", async () => {
  const { landing, seen, failed, says } = world();
  landing.add("first", async () => {
    throw new Error("no");
  });
  landing.takeBack("first", says("back"));
  landing.add("third", says("third"));
  await landing.settled();
  expect(failed).toEqual(["first no false"]);
  expect(seen).toEqual(["third"]);
});
