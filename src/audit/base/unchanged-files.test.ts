import { expect, test } from "vitest";
import { createFileMaker } from "../audited-file.ts";
import { inImage, outside } from "../ships/place.ts";
import { blobSource } from "../tree/source.ts";
import type { TreeTrouble } from "../tree/walk.ts";
import { unchangedFiles } from "./unchanged-files.ts";

const AT = inImage("/usr/bin/a");

test("a file is made once for a place, and again for another one", () => {
  const make = unchangedFiles(createFileMaker("tree"));
  const source = blobSource("bin/a", true, Buffer.from("#!/bin/sh\n"));
  const [first, second, elsewhere] = [AT, AT, outside("test")].map((place) => make(source, place, () => undefined));
  expect(second).toBe(first);
  expect(elsewhere?.fate).toBe("test");
});

test("everybody who asks hears that a file is too large, so that it is no finding of one state alone", () => {
  const make = unchangedFiles(createFileMaker("tree"));
  const source = blobSource("bin/a", true, Buffer.alloc(33 * 1024 * 1024, "#!/bin/sh\n"));
  const heard = [1, 2].map(() => {
    const troubles: TreeTrouble[] = [];
    make(source, AT, (trouble) => troubles.push(trouble));
    return troubles;
  });
  expect(heard[0]).toEqual([{ path: "bin/a", why: "it is larger than 32 MB" }]);
  expect(heard[1]).toEqual(heard[0]);
});
