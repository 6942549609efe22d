import { expect, test } from "vitest";
import { sha256 } from "../../kernel/index.ts";
import { parseDebRecord, toolsOf } from "./environment.ts";

const hash = sha256("deb");

test("the record of installed .deb files is read, and what is no such line is passed over", () => {
  const path = "/var/cache/apt/archives/gcc_4%3a12.2.0-3_amd64.deb";
  const record = [`${hash}  ${path}`, `${hash}  /tmp/x_1_all.deb`, "garbage", ""].join("\n");
  expect(parseDebRecord(record)).toEqual([
    { package: "gcc", version: "4:12.2.0-3", architecture: "amd64", sha256: hash, path },
  ]);
});

test("tools are picked out of an environment", () => {
  const packages = ["dpkg", "dpkg-dev", "gcc-12", "gcc-12-base", "zlib1g"].map((name) => ({
    package: name,
    version: "1",
    architecture: "amd64",
    sha256: hash,
  }));
  expect(toolsOf(packages).map((tool) => tool.name)).toEqual(["dpkg", "dpkg-dev", "gcc-12"]);
});
