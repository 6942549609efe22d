import { createHash } from "node:crypto";

/** The hash that a repository's object names are made with; the length of a name tells which. */
export type GitHash = "sha1" | "sha256";

/** One object of a repository that was read whole, with the name that its own bytes give it. */
export interface GitObject {
  readonly id: string;
  readonly type: "tag" | "commit";
  readonly content: Uint8Array;
}

export function isGitId(text: string): boolean {
  return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}

export function hashOfId(id: string): GitHash {
  return id.length === 64 ? "sha256" : "sha1";
}

/** An object's name: the hash over `TYPE SIZE`, a zero byte and the content (gitformat-loose(5)). */
export function gitId(type: string, content: Uint8Array, hash: GitHash): string {
  return createHash(hash).update(`${type} ${content.length}\0`).update(content).digest("hex");
}
