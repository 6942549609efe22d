import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type GitObject, gitId } from "./git-object.ts";
import { formatObjectList, parseObjectList } from "./object-list.ts";
import { parseSignedObject } from "./signed-object.ts";
import { type TreeFile, treeId } from "./tree-id.ts";

const ARMOR = "-----BEGIN PGP SIGNATURE-----\n\nabcd\n-----END PGP SIGNATURE-----\n";
const TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";
const TAG = `object ${TREE}\ntype commit\ntag v1\ntagger T <t@x> 1 +0000\n\nA fix\n`;
const PERSON = "author T <t@x> 1 +0000\ncommitter T <t@x> 1 +0000\n";
const COMMIT = `tree ${TREE}\n${PERSON}\nA fix\n`;
const IN_HEADER = `gpgsig ${ARMOR.trimEnd().replaceAll("\n", "\n ")}\n`;

function object(type: GitObject["type"], text: string): GitObject {
  const content = Buffer.from(text, "latin1");
  return { id: gitId(type, content, "sha1"), type, content };
}

const text = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("latin1");

describe("names of git's objects", () => {
  test("are those that git gives", () => {
    expect(gitId("tree", new Uint8Array(), "sha1")).toBe(TREE);
    expect(gitId("blob", Buffer.from("hello\n"), "sha1")).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
  });
  test("a directory sorts as if its name ended with a slash", () => {
    const file: TreeFile = { mode: "100644", id: "ce013625030ba8dba906f756967f9e9ca394464a" };
    const names = ["a-b", "a/c", "a0"];
    expect(treeId(new Map(names.map((name) => [name, file])), "sha1")).toBe(
      treeId(new Map(names.toReversed().map((name) => [name, file])), "sha1"),
    );
  });
  test.each([
    ["a//b", "x"],
    ["../a", "x"],
    ["a", "a/b"],
  ])("%s beside %s is refused", (one, other) => {
    const file: TreeFile = { mode: "100644", id: TREE };
    const files = new Map([one, other].map((name) => [name, file]));
    expect(() => treeId(files, "sha1")).toThrow(expect.objectContaining({ code: "INPUT_INVALID" }));
  });
});

describe("a signed tag or commit", () => {
  test("a tag's signature is its end", () => {
    const { value } = parseSignedObject(object("tag", TAG + ARMOR));
    expect(value).toMatchObject({ type: "tag", name: "v1", target: TREE, targetType: "commit" });
    expect([text(value?.payload), text(value?.signature)]).toEqual([TAG, ARMOR]);
  });
  test("a commit's signature is a header, and what it covers is the rest", () => {
    const signed = COMMIT.replace(PERSON, PERSON + IN_HEADER);
    const { value } = parseSignedObject(object("commit", signed));
    expect([text(value?.payload), text(value?.signature), value?.target]).toEqual([COMMIT, ARMOR, TREE]);
  });
  test("what carries no signature has none", () => {
    expect(parseSignedObject(object("tag", TAG)).value?.signature).toBeUndefined();
    expect(parseSignedObject(object("commit", COMMIT)).value?.signature).toBeUndefined();
  });
  test.each([
    ["two signatures", "tag", TAG + ARMOR + ARMOR, 7],
    ["text behind the signature", "tag", `${TAG}${ARMOR}more\n`, 7],
    ["a signature by ssh", "tag", `${TAG}-----BEGIN SSH SIGNATURE-----\n`, 7],
    ["an object twice", "tag", TAG.replace("type", `object ${TREE}\ntype`), 2],
    ["a commit with two trees", "commit", COMMIT.replace("author", `tree ${TREE}\nauthor`), 2],
    ["a header twice", "commit", COMMIT.replace(PERSON, PERSON + IN_HEADER + IN_HEADER), 8],
    ["no tree", "commit", "author x\n\n", 1],
  ] as const)("%s is refused with its place", (_, type, content, line) => {
    const { value, problems } = parseSignedObject(object(type, content));
    expect(value).toBeUndefined();
    expect(problems.map((problem) => problem.place.line)).toContain(line);
  });
  test("any bytes give a value or problems, never an exception", () => {
    fc.assert(
      fc.property(fc.constantFrom("tag", "commit"), fc.string(), fc.nat(200), (type, noise, at) => {
        const whole = type === "tag" ? TAG + ARMOR : COMMIT.replace(PERSON, PERSON + IN_HEADER);
        const { value, problems } = parseSignedObject(object(type, whole.slice(0, at) + noise + whole.slice(at)));
        expect(value === undefined).toBe(problems.length > 0);
      }),
    );
  });
});

describe("a git proof", () => {
  const arbitrary = fc.record({ type: fc.constantFrom("tag" as const, "commit" as const), text: fc.string() });
  test("is read as it was written", () => {
    fc.assert(
      fc.property(fc.array(arbitrary, { minLength: 1, maxLength: 4 }), (wishes) => {
        const objects = wishes.map((wish) => object(wish.type, wish.text));
        const { value } = parseObjectList(formatObjectList(objects));
        expect(value?.map(({ id, type }) => ({ id, type }))).toEqual(objects.map(({ id, type }) => ({ id, type })));
      }),
    );
  });
  test("no changed byte goes unseen", () => {
    const bytes = formatObjectList([object("commit", COMMIT)]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const other = Uint8Array.from(bytes);
        other[at] = (other[at] ?? 0) ^ change;
        expect(parseObjectList(other).value).toBeUndefined();
      }),
    );
  });
});
