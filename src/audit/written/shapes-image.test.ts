import { expect, test } from "vitest";
import { imageOf } from "../entries/testing.ts";
import type { Fate } from "../model.ts";
import { shapesImage } from "./shapes-image.ts";

test.each<[string, Fate, boolean]>([
  ["build/hooks/sudo.sh", "build", true],
  ["setup.sh", "dev", true],
  [".build/software/x/build.bash", "dev", true],
  [".github/setup.sh", "build", false],
  ["docker/setup.sh", "build", false],
  ["packaging/docker/setup.sh", "build", true],
  ["build/cowbuilder_hooks/sudo.sh", "build", false],
  ["build/x-pbuilder", "build", false],
  ["build/mockingbird.sh", "build", true],
  ["setup.sh", "test", false],
])("%s (%s) shapes what others get: %s", (path, fate, expected) => {
  const context = imageOf({ [`shell /${path}`]: "true\n" });
  const [file] = context.files;
  expect(file && shapesImage(context, { ...file, fate })).toBe(expected);
});
