import type { Attachment, KeptMessage } from "../../cases/index.ts";
import { renderPage } from "../http/render.ts";
import { Flags, Headers, Part, protection } from "../parts/cases/message.tsx";
import { Note } from "../parts/note.tsx";
import { Tag } from "../parts/tag.tsx";
import { loadStylesheet, type Stylesheet } from "../style/stylesheet.ts";
import { cryptoLine } from "../text/cases/crypto.ts";
import { clip, visible } from "../text/visible.ts";
import { formatBytes } from "../text/words.ts";

/** A sealed message as a point person has opened it on their own machine. */
export interface OpenedMessage {
  readonly caseId: string;
  /** In the case, from 1. */
  readonly number: number;
  readonly at: Date;
  readonly kept: KeptMessage;
  /** What became of the statement, and what people said otherwise, in sentences. */
  readonly said: readonly string[];
}

/** What a page on somebody's own machine is made of: every address in it is relative, and none leads to the desk. */
export interface OwnPage {
  readonly html: string;
  readonly style: Stylesheet;
}

/** Where a file of the message is found from the page, from 1. */
export function ownFilePath(number: number): string {
  return `files/${number}`;
}

/**
 * The message as its page on the desk would have it, for the browser of whoever opened it. The desk's machine sends no part of
 * this page: who takes that machine over could put a script into it that asks for keys.
 */
export function openedMessagePage(message: OpenedMessage, now: Date): OwnPage {
  const { path, text } = loadStylesheet();
  const style = { path: path.slice(1), text };
  return { html: renderPage(<Page message={message} now={now} stylesheet={style.path} />), style };
}

function Page({ message, now, stylesheet }: { message: OpenedMessage; now: Date; stylesheet: string }) {
  const { caseId, number, kept, at, said } = message;
  const crypto = cryptoLine({ kept, at }, { reporterKey: undefined, reporter: "" }, now);
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`■ ${caseId}, message ${number} · Sameday`}</title>
        <link rel="stylesheet" href={stylesheet} />
      </head>
      <body class="confidential">
        <main id="content">
          <h1>
            {caseId}, message {number}
          </h1>
          <Note tone="sealed">
            <p>
              <strong>
                <span aria-hidden="true">■ </span>Confidential.
              </strong>{" "}
              Your own machine opened it and shows it; the desk cannot read it. It is on no disk: end the command when
              you have read it, and this page is gone.
            </p>
          </Note>
          {said.map((sentence) => (
            <p key={sentence}>{visible(sentence)}</p>
          ))}
          <section class="message in" aria-labelledby="message">
            <h2 id="message">
              From {kept.by === "" ? "nobody who is named" : clip(kept.by, 120)}{" "}
              <small>{at.toISOString().slice(0, 16).replace("T", " ")} UTC</small>
            </h2>
            <p class={crypto.doubt ? "crypto doubt" : "crypto"}>
              {crypto.doubt ? (
                <Tag shape="bad" tone="soon">
                  look closely
                </Tag>
              ) : null}{" "}
              {crypto.secrecy} {crypto.proof}
            </p>
            <Flags flags={kept.judgement?.flags ?? []} />
            <Headers message={{ kept }} />
            {kept.shown.parts.map((part, index) => (
              <Part key={String(index)} part={{ ...part, text: visible(part.text) }} alone={false} />
            ))}
            <Files files={kept.judgement?.attachments ?? []} />
          </section>
        </main>
      </body>
    </html>
  );
}

function Files({ files }: { files: readonly Attachment[] }) {
  if (files.length === 0) return null;
  return (
    <ul class="files">
      {files.map((file, index) => (
        <li key={String(index)}>
          {file.secret ? (
            <span>{clip(file.name, 120)}</span>
          ) : (
            <a href={ownFilePath(index + 1)}>{clip(file.name, 120)}</a>
          )}{" "}
          <small>
            {formatBytes(file.bytes)}, called {clip(file.mediaType, 80)}; {protection(file)}
            {file.secret ? ". It holds a secret key and is not handed out." : ""}
          </small>
        </li>
      ))}
    </ul>
  );
}
