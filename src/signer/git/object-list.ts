import type { Parsed, Problem } from "../../kernel/index.ts";
import { type GitObject, gitId, hashOfId, isGitId } from "./git-object.ts";

const LARGEST_OBJECT = 1024 * 1024;

/**
 * A git proof: what `git cat-file --batch` prints for the signed tag (if it is a tag) and its commit, so that anybody who
 * has the repository can make it again. Each object is `ID TYPE SIZE`, its bytes, and a line end.
 */
export function formatObjectList(objects: readonly GitObject[]): Uint8Array {
  return Buffer.concat(
    objects.flatMap(({ id, type, content }) => [
      Buffer.from(`${id} ${type} ${content.length}\n`),
      content,
      Buffer.from("\n"),
    ]),
  );
}

/** Reads tags and commits and holds every name against the bytes that stand under it. Undefined with an error otherwise. */
export function parseObjectList(input: Uint8Array, file?: string): Parsed<readonly GitObject[] | undefined> {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  const objects: GitObject[] = [];
  let at = 0;
  const refuse = (message: string): Parsed<undefined> => {
    const line = bytes.subarray(0, at).toString("latin1").split("\n").length;
    const place = { ...(file === undefined ? {} : { file }), line, column: 1 };
    const problem: Problem = { code: "git-object-list", severity: "error", message, place };
    return { value: undefined, problems: [problem] };
  };
  while (at < bytes.length) {
    const end = bytes.indexOf(0x0a, at);
    const head = bytes.subarray(at, end < 0 ? at : Math.min(end, at + 200)).toString("latin1");
    const [, id = "", type = "", size = ""] = /^([0-9a-f]+) (tag|commit) (\d{1,9})$/.exec(head) ?? [];
    if (!isGitId(id)) return refuse('Expected a line like "ID commit SIZE" of a tag or commit.');
    const start = end + 1;
    const length = Number(size);
    if (length > LARGEST_OBJECT) return refuse(`The ${type} is larger than 1 MiB.`);
    if (bytes[start + length] !== 0x0a)
      return refuse(`The ${type} does not have the ${length} bytes that its line says.`);
    const content = bytes.subarray(start, start + length);
    if (gitId(type, content, hashOfId(id)) !== id)
      return refuse(`The ${type} is not the one that its name ${id} stands for.`);
    objects.push({ id, type: type as GitObject["type"], content });
    at = start + length + 1;
  }
  return objects.length > 0 ? { value: objects, problems: [] } : refuse("There is no object.");
}
