import { expect, test } from "vitest";
import { createFileMaker } from "../audited-file.ts";
import { createContext } from "../context.ts";
import { inImage, outside, type Place } from "../ships/place.ts";
import { imageLinks } from "../tree/image-links.ts";
import { blobSource, type FileSource } from "../tree/source.ts";
import { standingAt } from "./standing-at.ts";

const make = createFileMaker("tree");
const placeOf = (path: string): Place =>
  path.startsWith("test/") ? outside("test") : inImage(`/${path.replace(/^[^/]*\//, "")}`);
const SOURCES = ["one/usr/bin/a", "two/usr/bin/a", "two/lib/b", "test/usr/bin/c"].map((path) =>
  blobSource(path, true, Buffer.from("#!/bin/sh\n")),
);
const LINKS = [{ path: "two/usr/bin/l", target: "../lib/b" }];

function opened(unreadable: readonly string[] = []) {
  const paths: string[] = [];
  const counting = (source: FileSource, place: Place) => {
    paths.push(source.path);
    return unreadable.includes(source.path) ? undefined : make(source, place, () => undefined);
  };
  const files = SOURCES.flatMap((source) => counting(source, placeOf(source.path)) ?? []);
  const links = imageLinks(new Map([["/usr/bin/l", "../lib/b"]]));
  const whole = createContext({
    scope: "tree",
    files,
    links,
    baseRelease: undefined,
    entries: () => {
      throw new Error("nobody asks");
    },
  });
  paths.length = 0;
  const at = standingAt(
    () => ({ sources: SOURCES, links: LINKS }),
    placeOf,
    counting,
    () => whole,
  );
  return { at, whole, paths };
}

test.each([
  ["/usr/bin/a", "one/usr/bin/a"],
  ["/bin/a", "one/usr/bin/a"],
  ["/usr/bin/l", "two/lib/b"],
  ["/lib/b", "two/lib/b"],
  ["/usr/bin/c", undefined],
  ["relative", undefined],
])("%s is what the whole tree has there, and nothing else is opened", (place, path) => {
  const { at, whole, paths } = opened();
  expect(at(place)?.path).toBe(path);
  expect(whole.installed(place)?.path).toBe(path);
  expect(paths).toEqual(path === undefined ? [] : [path]);
});

test("where the first cannot be read, the next one has its place", () => {
  const { at } = opened(["one/usr/bin/a"]);
  expect(at("/usr/bin/a")?.path).toBe("two/usr/bin/a");
});
