import { describe, expect, it } from "vitest";
import { sha256 } from "../../kernel/index.ts";
import { componentOf, poolPlace } from "./pool-place.ts";

const files = ["a.deb", "b.deb"].map((name) => ({ name, sha256: sha256(name) }));

describe("a place in the pool", () => {
  it.each([
    ["libmodbus", /^pool\/main\/libm\/libmodbus\/[0-9a-f]{16}$/],
    ["apt", /^pool\/main\/a\/apt\/[0-9a-f]{16}$/],
  ])("of %s is where Debian would put it, and below that its content", (source, path) => {
    expect(poolPlace("main", source, "bookworm-security", files)).toMatch(path);
  });

  it("is the same for the same files in any order, and another for any other file or suite", () => {
    const place = poolPlace("main", "apt", "bookworm-security", files);
    const [first, second] = files;
    expect(poolPlace("main", "apt", "bookworm-security", [...files].reverse())).toBe(place);
    const others = [
      poolPlace("main", "apt", "trixie-security", files),
      poolPlace("main", "apt", "bookworm-security", files.slice(1)),
      poolPlace("main", "apt", "bookworm-security", [
        { name: "a.deb", sha256: second?.sha256 ?? "" },
        { name: "b.deb", sha256: first?.sha256 ?? "" },
      ]),
    ];
    expect(new Set([place, ...others]).size).toBe(4);
  });

  it.each([
    ["utils", "main"],
    ["", "main"],
    ["contrib/net", "contrib"],
    ["non-free-firmware/kernel", "non-free-firmware"],
  ])("section %j belongs to %s", (section, component) => {
    expect(componentOf(section)).toBe(component);
  });
});
