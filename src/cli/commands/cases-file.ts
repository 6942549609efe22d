import type { Download } from "../../api/index.ts";
import { SamedayError } from "../../kernel/index.ts";
import { line } from "../cases/line.ts";
import { messageNumbered } from "../cases/message-numbered.ts";
import { CASE, CASE_OPTIONS, openCase } from "../cases/open-cases.ts";
import { writeNewFile } from "../cases/write-new-file.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";

const MESSAGE = { message: { summary: "the message's number in the case", required: true } } as const;
const OUTPUT = {
  ...CASE_OPTIONS,
  output: { kind: "text", value: "FILE", summary: "where to; a file that is not there yet", required: true },
} as const;
const EXITS = {
  1: "there is no such case, message or file for you",
  3: "the file is there already, or not handed out",
};

export const attachment = defineVerb({
  name: "attachment",
  summary: "write an attachment to a new file",
  description:
    "Bytes as they came, into a file of mode 0600 that was not there before. Nothing is unpacked or opened; what holds a secret key is not handed out. That you took it stands in the audit log.",
  arguments: { ...CASE, ...MESSAGE, attachment: { summary: "its number in the message", required: true } },
  options: OUTPUT,
  examples: [
    { line: "sameday cases attachment SEC-2026-0007 1 2 --output poc.py", says: "the second one of the report" },
  ],
  exits: EXITS,
  async run(context, { args, options }) {
    const { cases, id } = await openCase(context, options.desk, args.case);
    const { message, number } = messageNumbered(await cases.show(id), args.message);
    const files = message.judgement?.attachments ?? [];
    const index = /^[1-9]\d{0,5}$/.test(args.attachment) ? Number(args.attachment) - 1 : -1;
    if (files[index] === undefined) {
      const there = files.length === 0 ? "no attachment" : `attachments 1 to ${files.length}`;
      throw new SamedayError("NOT_FOUND", `Message ${number} has ${there}, and no ${args.attachment}.`);
    }
    await keep(context, await cases.attachment(id, message.id, index), options.output);
  },
});

export const original = defineVerb({
  name: "original",
  summary: "write a message as it came to a new file",
  description:
    "The mail's own bytes, encrypted where it was, into a file of mode 0600 that was not there before: for a mail program, or for gpg.",
  arguments: { ...CASE, ...MESSAGE },
  options: OUTPUT,
  examples: [{ line: "sameday cases original SEC-2026-0007 1 --output report.eml", says: "the report as it came" }],
  exits: EXITS,
  async run(context, { args, options }) {
    const { cases, id } = await openCase(context, options.desk, args.case);
    const { message } = messageNumbered(await cases.show(id), args.message);
    await keep(context, await cases.original(id, message.id), options.output);
  },
});

async function keep(context: CommandContext, { name, bytes }: Download, output: string): Promise<void> {
  await writeNewFile(output, bytes);
  context.answer(
    { name, bytes: bytes.length, output },
    () => `${output}: ${bytes.length} bytes, came as ${line(name)}.`,
  );
}
