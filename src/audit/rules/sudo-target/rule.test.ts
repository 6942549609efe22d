import { expect, test } from "vitest";
import { keepPlaceStates } from "../../image/place-states.ts";
import type { AuditContext, AuditedFile } from "../../model.ts";
import type { TargetState } from "../../sudoers/check-target.ts";
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

const folder: TargetState = { kind: "directory", uid: 0, gid: 0, mode: 0o755 };
const STATES: Readonly<Record<string, TargetState>> = {
  ...{ "/": folder, "/usr": folder, "/usr/local": folder, "/usr/local/bin": folder, "/opt": folder },
  ...{ "/usr/local/bin/tool": { ...folder, kind: "file" }, "/opt/tool": { ...folder, kind: "file" } },
};

test.each<[string, Readonly<Record<string, TargetState>>, boolean, readonly string[]]>([
  ["root's folders", {}, true, []],
  [
    "everybody's folder",
    { "/usr/local": { ...folder, mode: 0o1777 } },
    true,
    ["high The way to /usr/local/bin/tool is not root's alone: Everybody may write /usr/local."],
  ],
  ["staff's folder", { "/usr/local/bin": { ...folder, mode: 0o2775, gid: 50 } }, true, []],
  [
    "another group's folder",
    { "/usr/local/bin": { ...folder, mode: 0o2775, gid: 51 } },
    true,
    ["high The way to /usr/local/bin/tool is not root's alone: The group 51 may write /usr/local/bin."],
  ],
  [
    "a user's link on the way",
    { "/usr/local/bin": { kind: "link", uid: 7, gid: 0, mode: 0o777, link: "/opt" } },
    true,
    ["high The way to /usr/local/bin/tool is not root's alone: /usr/local/bin is a link of the user 7."],
  ],
  ["a link of root's", { "/usr/local/bin": { kind: "link", uid: 0, gid: 0, mode: 0o777, link: "/opt" } }, true, []],
  [
    "a missing program in a user's folder",
    { "/usr/local/bin": { ...folder, uid: 7 } },
    false,
    ["high There is no /usr/local/bin/tool in the image. /usr/local/bin belongs to the user 7, not to root."],
  ],
])("the way to a program: %s", (_, changes, isThere, found) => {
  const rules = fileAt("etc/sudoers.d/x", { kind: "sudoers", text: () => 'a ALL = /usr/local/bin/tool ""\n' });
  const installed = () => (isThere ? fileAt("usr/local/bin/tool", {}) : undefined);
  const context = { scope: "image", files: [rules], ofKind: () => [rules], installed } as unknown as AuditContext;
  const states = { ...STATES, ...changes };
  keepPlaceStates(context, (place) => states[place]);
  expect([...sudoTarget.detect(context)].map(({ severity, message }) => `${severity} ${message}`)).toEqual(found);
});
