import { once } from "node:events";
import { createInterface } from "node:readline";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { printable } from "../printable.ts";

export const replay = defineVerb({
  name: "replay",
  summary: "judge saved mails as the intake would, and change nothing",
  description:
    "Reads standard input: a line a run, one or more .eml paths separated by tabs. Each line's mails go through the intake in their order, on a scratch state that is fresh for each line; the answer is that of the line's last mail, with --json as one JSON object a line. A saved mail has no envelope: its sender is taken from Return-Path, which a delivering mail system writes, or else from From. The state file is JSON: address, role_keys (secret keys without passphrase), current_role_key, staff, reporter_keys, cases and, where it is not to be the present, now; its key paths are relative to it. What was encrypted stands in the answer as plain text.",
  options: {
    state: { kind: "text", value: "FILE", summary: "the state from which each line starts", required: true },
  },
  examples: [
    {
      line: "printf 'first.eml\\tsecond.eml\\n' | sameday cases replay --state state.json --json",
      says: "what becomes of the second mail when the first came before it",
    },
    { line: "ls mails/*.eml | sameday cases replay --state state.json", says: "each mail by itself, in words" },
  ],
  exits: { 0: "every line was judged", 2: "the state, or a mail, could not be read; the other lines were judged" },
  async run(context, { options }) {
    const [{ readStateFile, replayLine }, { createMessageOpener }] = await Promise.all([
      import("../../cases/index.ts"),
      import("../../openpgp/index.ts"),
    ]);
    const { state, secretKeys } = await readStateFile(options.state, context.clock.now());
    const opener = createMessageOpener({ secretKeys, runner: context.processes, now: () => state.now });
    let failed = false;
    try {
      for await (const line of createInterface({ input: context.streams.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
        if (line.trim() === "") continue;
        const answer = await replayLine(line.split("\t"), state, opener);
        failed ||= "error" in answer;
        await write(context, context.json ? JSON.stringify(answer) : inWords(answer));
      }
    } finally {
      await opener.close();
    }
    return failed ? 2 : 0;
  },
});

/** Waits for a slow reader, so that shown texts do not gather in memory. */
async function write({ streams: { stdout } }: CommandContext, text: string): Promise<void> {
  if (!stdout.write(`${text}\n`)) await once(stdout, "drain");
}

function inWords(answer: Awaited<ReturnType<typeof import("../../cases/index.ts").replayLine>>): string {
  if ("error" in answer) return printable(`${answer.file}: ${answer.error}`);
  const { file, disposition, crypto, reply, auto_ack, flags, attachments, shown } = answer;
  return printable(
    [
      `${file}: ${disposition}`,
      `  crypto       ${crypto.layer}, decrypted ${crypto.decrypted ?? "-"}, integrity ${crypto.integrity ?? "-"}, signature ${crypto.signature} ${crypto.signer ?? ""}`.trimEnd(),
      `  reply        ${reply}${auto_ack ? ", acknowledged by itself" : ""}`,
      `  flags        ${flags.join(", ") || "none"}`,
      `  attachments  ${attachments.join(", ") || "none"}`,
      shown.replace(/^/gm, "  | "),
    ].join("\n"),
  );
}
