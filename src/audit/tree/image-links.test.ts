import { expect, test } from "vitest";
import { imageLinks } from "./image-links.ts";

const links = imageLinks(
  new Map([
    ["/bin", "usr/bin"],
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
])("%s", (_what, path, place) => {
  expect(links.candidates(path)[0]).toBe(place);
});

test("a merged /usr that a source tree does not have is tried, both ways", () => {
  expect(links.candidates("/lib/systemd/system/x")).toContain("/usr/lib/systemd/system/x");
  expect(links.candidates("/usr/lib/systemd/system/x")).toContain("/lib/systemd/system/x");
});

test("a circle leads nowhere", () => {
  expect(links.candidates("/a/x")).toEqual([]);
});
