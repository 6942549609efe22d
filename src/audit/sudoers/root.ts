import { createHash } from "node:crypto";
import { closeSync, constants, lstatSync, openSync, readdirSync, readlinkSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { readSudoers } from "../parse/sudoers/read-sudoers.ts";
import { readText } from "../tree/read.ts";
import type { StateOf } from "./check-target.ts";
import type { InstalledFile } from "./compare.ts";

/** States of an unpacked root. Links are told, never followed. */
export function statesIn(root: string): StateOf {
  return (place) => {
    const path = join(root, place);
    // The root itself may be named through a link of this machine.
    const state = (place === "/" ? statSync : lstatSync)(path, { throwIfNoEntry: false });
    if (!state) return undefined;
    const kind = state.isFile()
      ? "file"
      : state.isDirectory()
        ? "directory"
        : state.isSymbolicLink()
          ? "link"
          : "other";
    const { uid, gid, mode } = state;
    return { kind, uid, gid, mode, ...(kind === "link" ? { link: readlinkSync(path) } : {}) };
  };
}

/** As deep as sudo follows includes. */
const DEEPEST = 128;
const MOST_BYTES = 4 * 1024 * 1024;
/** Read in all, a file that is taken in twice counting twice: one that takes in itself would double at every step. */
const MOST_TOGETHER = { files: 10_000, characters: 16 * MOST_BYTES } as const;

/**
 * The sudo rules that are installed in a root: /etc/sudoers and what it takes in, in sudo's order. `missed` are files that
 * cannot be read as plain files within the root.
 */
export function installedRules(root: string): {
  readonly files: readonly InstalledFile[];
  readonly missed: readonly string[];
} {
  const files: InstalledFile[] = [];
  const missed: string[] = [];
  const stateOf = statesIn(root);
  let characters = 0;
  const add = (path: string, depth: number): void => {
    const resolved = resolveIn(path, stateOf);
    const state = resolved === undefined ? undefined : stateOf(resolved);
    if (resolved === undefined || state?.kind !== "file" || depth > DEEPEST) return void missed.push(path);
    if (files.length >= MOST_TOGETHER.files || characters > MOST_TOGETHER.characters) return void missed.push(path);
    const read = readText(join(root, resolved), MOST_BYTES);
    if (typeof read === "string") return void missed.push(path);
    const { text } = read;
    characters += text.length;
    files.push({ path, text });
    for (const include of readSudoers(text).value.includes) {
      const place = include.path.startsWith("/") ? include.path : join(path, "..", include.path);
      if (include.isDirectory) for (const name of namesIn(root, place, stateOf)) add(join(place, name), depth + 1);
      else add(place, depth + 1);
    }
  };
  add("/etc/sudoers", 0);
  return { files, missed };
}

/**
 * What is wrong with the content of a grant's program: sudo refuses one that is none of the digests. Undefined where the grant
 * names no digest, or there is no such program.
 */
export function faultOfContent(root: string, command: string, digests: readonly string[]): string | undefined {
  const [first] = digests;
  const stateOf = statesIn(root);
  const place = first === undefined ? undefined : resolveIn(command, stateOf);
  if (first === undefined || place === undefined || stateOf(place)?.kind !== "file") return undefined;
  const kinds = [...new Set(digests.map((digest) => digest.slice(0, digest.indexOf(":"))))];
  const found = contentOf(join(root, place), kinds);
  if (found.some((digest) => digests.includes(digest))) return undefined;
  return `The content of ${command} is ${found.join(" or ")}, which is none of its digests: sudo refuses it.`;
}

function contentOf(path: string, kinds: readonly string[]): readonly string[] {
  const hashes = kinds.map((kind) => ({ kind, hash: createHash(kind) }));
  const bytes = Buffer.allocUnsafe(1024 * 1024);
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    for (let length = readSync(descriptor, bytes); length > 0; length = readSync(descriptor, bytes))
      for (const { hash } of hashes) hash.update(bytes.subarray(0, length));
  } finally {
    closeSync(descriptor);
  }
  return hashes.map(({ kind, hash }) => `${kind}:${hash.digest("hex")}`);
}

/** Files that sudo reads of a directory: not those with a dot in their name or ~ at its end, in order of their bytes. */
function namesIn(root: string, place: string, stateOf: StateOf): readonly string[] {
  const resolved = resolveIn(place, stateOf);
  if (resolved === undefined || stateOf(resolved)?.kind !== "directory") return [];
  return readdirSync(join(root, resolved))
    .filter((name) => !name.includes(".") && !name.endsWith("~"))
    .sort();
}

/** Where a path leads within the root, with links followed as the root would; undefined in a circle. */
function resolveIn(path: string, stateOf: StateOf): string | undefined {
  const waiting = path.split("/").reverse();
  const done: string[] = [];
  for (let steps = 0; waiting.length > 0; steps += 1) {
    if (steps > 1000) return undefined;
    const part = waiting.pop() ?? "";
    if (part === "" || part === ".") continue;
    if (part === "..") {
      done.pop();
      continue;
    }
    const state = stateOf(`/${[...done, part].join("/")}`);
    if (state?.kind !== "link") {
      done.push(part);
      continue;
    }
    const target = state.link ?? "";
    if (target.startsWith("/")) done.length = 0;
    waiting.push(...target.split("/").reverse());
  }
  return `/${done.join("/")}`;
}
