import { expect, test } from "vitest";
import type { AuditContext, AuditedFile } from "../../model.ts";
import { marksIn } from "../testing.ts";
import { sudoTarget } from "./rule.ts";

test("programs where users write", () => {
  expect(marksIn(sudoTarget, import.meta.url, "bad")).toEqual([
    "etc/sudoers.d/places:1 high",
    "etc/sudoers.d/places:2 high",
    "etc/sudoers.d/places:3 high",
  ]);
});

test("what is missing from a source tree may come with a package", () => {
  expect(marksIn(sudoTarget, import.meta.url, "good")).toEqual([]);
});

const fileAt = (path: string, more: Partial<AuditedFile>): AuditedFile => ({
  ...{ path, installedPath: `/${path}`, fate: "image", kind: "other", mode: 0o755, size: 1, text: () => "" },
  owner: { uid: 0, gid: 0 },
  ...more,
});

test.each([
  ["root's", {}, []],
  ["everybody's", { mode: 0o757 }, ["high"]],
  ["a user's", { owner: { uid: 1000, gid: 0 } }, ["high"]],
  ["a group's", { mode: 0o775, owner: { uid: 0, gid: 50 } }, ["high"]],
  ["root's group's", { mode: 0o775 }, []],
  ["missing", undefined, ["low"]],
])("in an image: %s", (_, target, found) => {
  const rules = fileAt("etc/sudoers.d/x", { kind: "sudoers", text: () => 'a ALL = /usr/bin/tool ""\n' });
  const installed = () => target && fileAt("usr/bin/tool", target);
  const context = { scope: "image", files: [rules], ofKind: () => [rules], installed } as unknown as AuditContext;
  expect([...sudoTarget.detect(context)].map(({ severity }) => severity)).toEqual(found);
});
