import type { JudgedMail } from "../../cases/index.ts";
import { openedMessagePage, ownFilePath } from "../../web/index.ts";
import type { CommandContext } from "../frame/context.ts";
import { serveOwnPage, untilEnded } from "./own-page.ts";

interface Opened {
  readonly caseId: string;
  readonly number: number;
  readonly at: Date;
  readonly judgement: JudgedMail;
  /** Of the statement, in sentences. */
  readonly said: readonly string[];
}

/** Shows a message that was opened here to a browser of this machine, until the command is ended. */
export async function showOpened(context: CommandContext, { judgement, ...about }: Opened): Promise<void> {
  const { disposition, because, crypto, reply, flags, attachments, shown, from } = judgement;
  const judged = { disposition, because, crypto, reply, flags, attachments, command: "" };
  const kept = { direction: "in", by: from ?? "", messageId: "", shown, judgement: judged, encryptedTo: [] } as const;
  const { html, style } = openedMessagePage({ ...about, kept }, context.clock.now());
  const files = judgement.files.flatMap((read, index) => {
    const file = attachments[index];
    // A secret key that somebody sent is handed out nowhere.
    return file && !file.secret ? [[ownFilePath(index + 1), { name: file.name, read }] as const] : [];
  });
  const server = await serveOwnPage({ html, style, files: new Map(files) }, context.random);
  try {
    // The address is the way to the text: on the person's terminal, and in no argument of a process.
    context.answer({ case: about.caseId, number: about.number, address: server.address }, () =>
      [server.address, "Open this address in your browser. Enter ends it, and so does half an hour."].join("\n"),
    );
    await untilEnded(context.signal, context.streams.stdin);
  } finally {
    await server.close();
  }
}
