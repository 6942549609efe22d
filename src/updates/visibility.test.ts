import { describe, expect, test } from "vitest";
import { isSealed, maySee, type Reader } from "./visibility.ts";

const readers: Readonly<Record<string, Reader>> = {
  full: { id: "leo", role: "full" },
  assistant: { id: "mo", role: "assistant" },
  uploader: { id: "kit", role: "uploader" },
  sponsor: { id: "tom", role: "uploader" },
  unrelated: { id: "eve", role: "uploader" },
  auditor: { id: "ada", role: "auditor" },
  stranger: null,
};
const update = { embargoed: true, state: "open", uploader: "kit", uploaders: ["kit", "tom"] } as const;
const whoSees = (one: Parameters<typeof maySee>[1]) =>
  Object.keys(readers).filter((name) => maySee(readers[name] ?? null, one));

describe("an embargoed update", () => {
  test.each(["open", "withdrawn", "refused"] as const)("that is %s exists for the team and who signed it", (state) => {
    const one = { ...update, state };
    expect(whoSees(one)).toEqual(["full", "assistant", "uploader", "sponsor"]);
    expect(isSealed(one)).toBe(true);
  });

  test("exists for everybody once it is published", () => {
    expect(whoSees({ ...update, uploaders: [], state: "published" })).toEqual(Object.keys(readers));
  });

  test("exists for its first uploader though the list is empty, as in a database of an older release", () => {
    expect(whoSees({ ...update, uploaders: [] })).toContain("uploader");
  });

  test("is no secret of its uploader's role: an auditor who signed it sees it", () => {
    expect(maySee({ id: "ada", role: "auditor" }, { ...update, uploaders: ["ada"] })).toBe(true);
  });
});

test("a public update exists for everybody, whatever became of it", () => {
  for (const state of ["open", "published", "withdrawn", "refused"] as const) {
    expect(whoSees({ ...update, uploaders: [], embargoed: false, state })).toEqual(Object.keys(readers));
  }
});
