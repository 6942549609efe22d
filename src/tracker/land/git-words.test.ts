import { expect, test } from "vitest";
import { SamedayError } from "../../kernel/index.ts";
import { gitWords, notMoved, withGitWords } from "./git-words.ts";

const failed = (said: string) => new SamedayError("PROCESS_FAILED", "git answered 128.", new Error(said));

test.each([
  ["fatal: unable to write loose object file: No space left on device", "DISK_FULL", "no space left for /data"],
  ["fatal: sha1 file '/data/.git/x.lock' write error. Out of diskspace", "DISK_FULL", "no space left"],
  ["error: bad signature 0x6e6f\nfatal: index file corrupt", "PROCESS_FAILED", "0x6e6f; fatal: index file corrupt"],
])("what git says becomes what people read: %j", (said, code, words) => {
  expect(withGitWords(failed(said), "/data")).toMatchObject({ code, message: expect.stringContaining(words) });
});

test.each([
  [
    "fatal: update_ref failed for ref 'HEAD': cannot lock ref 'HEAD': is at 1 but expected 2",
    /^Somebody else committed/,
  ],
  [
    "fatal: cannot lock ref 'HEAD': Unable to create '/data/.git/HEAD.lock': File exists.",
    /holds \/data\/\.git\/HEAD\.lock/,
  ],
  ["freeze\nfatal: ref updates aborted by hook", /freeze; fatal: ref updates aborted by hook$/],
])("why a branch stands where it stood: %j", (said, words) => {
  expect(notMoved("/data", failed(said))).toMatchObject({ code: "CONFLICT", message: expect.stringMatching(words) });
});

test("the words are one line of text of a few hundred letters, whatever a hook writes", () => {
  expect(gitWords(failed("\u001b[2J\u0007a\r\n\nhint: x\nb"))).toBe(" [2J a ; b");
  expect(gitWords(failed("x".repeat(1_000_000)))).toHaveLength(300);
  expect(gitWords(new Error("of nobody"))).toBe("");
});

test("what is no failure of git stays what it is", () => {
  const missing = new SamedayError("TOOL_MISSING", "The program git cannot be started on this machine.");
  expect(withGitWords(missing, "/data")).toBe(missing);
});
