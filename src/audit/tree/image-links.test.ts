import { expect, test } from "vitest";
import { imageLinks } from "./image-links.ts";

const links = imageLinks(
  new Map([
    ["/bin", "usr/bin"],
    ["/lib/x", "y"],
    ["/etc/live/config", "config.d"],
    ["/etc/absolute", "/opt/real"],
    ["/etc/outside", "../../../../opt/real"],
    ["/a", "/b"],
    ["/b", "a"],
    ["/usr/local/bin/x", "../lib/y"],
  ]),
);

test.each([
  ["no link", "/opt/a/../b/./c", "/opt/b/c"],
  ["a folder that is a link", "/etc/live/config/x", "/etc/live/config.d/x"],
  ["an absolute target", "/etc/absolute/x", "/opt/real/x"],
  ["more `..` than folders stays inside", "/etc/outside", "/opt/real"],
  ["relative to the link's folder", "/usr/local/bin/x", "/usr/local/lib/y"],
  ["a merged /usr that the image has", "/bin/sh", "/usr/bin/sh"],
  ["a merged /usr that a source tree does not have", "/lib/systemd/system/x", "/usr/lib/systemd/system/x"],
  ["a link below it, by either name", "/usr/lib/x/z", "/usr/lib/y/z"],
  ["a link below it, by its other name", "/lib/x", "/usr/lib/y"],
  ["a name that only begins alike", "/library/x", "/library/x"],
])("%s", (_what, path, place) => {
  expect(links.resolved(path)).toBe(place);
});

test("a circle leads nowhere", () => {
  expect(links.resolved("/a/x")).toBeUndefined();
});
