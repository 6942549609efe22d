import { type CaseMessage, FLAGS, type Flag, isNote, type ShownPart } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { messagePath } from "../../text/cases/addresses.ts";
import { cryptoLine, type KnownKeys, shortKey } from "../../text/cases/crypto.ts";
import { cutLines } from "../../text/cut.ts";
import { clip, visible } from "../../text/visible.ts";
import { count, formatBytes } from "../../text/words.ts";
import { Tag } from "../tag.tsx";
import { When } from "../when.tsx";
import { Sealed } from "./sealed.tsx";

const MOST_FILES = 20;
const LONGEST_HEADER = 300;

export interface MessageProps {
  readonly caseId: string;
  readonly message: CaseMessage;
  /** In the case, from 1, as commands call it. */
  readonly number: number;
  readonly keys: KnownKeys;
  readonly frame: Frame;
  /** How much of a page its text may take; 0 for its head alone. */
  readonly bytes: number;
  /** Of its heading: 3 in a list of messages, 2 where it is the page's subject. */
  readonly level?: 2 | 3;
}

/** One message: what protects it, what is odd about it, then its parts, each by itself and as text. */
export function Message({ caseId, message, number, keys, frame, bytes, level = 3 }: MessageProps) {
  const { id, kept } = message;
  const crypto = cryptoLine(message, keys, frame.now);
  // Of what people open, the desk's own view says nothing that they do not know better.
  const shown = kept.sealed ? kept.shown.parts.filter(({ what }) => !isNote(what)) : kept.shown.parts;
  const cut = cutParts(shown, bytes);
  const heading = `message-${id}`;
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <section class={`message ${kept.direction}`} aria-labelledby={heading}>
      <Heading id={heading}>
        {title(message)}{" "}
        <small>
          {" "}
          <When at={message.at} now={frame.now} />
        </small>
      </Heading>
      {kept.direction === "note" ? null : (
        <p class={crypto.doubt ? "crypto doubt" : "crypto"}>
          {crypto.doubt ? (
            <Tag shape="bad" tone="soon">
              look closely
            </Tag>
          ) : null}{" "}
          {crypto.secrecy} {crypto.proof}
          {message.delivery === undefined ? null : ` ${DELIVERY[message.delivery]}`}
        </p>
      )}
      <Flags flags={kept.judgement?.flags ?? []} />
      {kept.judgement?.command ? <p>Command: {clip(kept.judgement.command, 400)}</p> : null}
      <Headers message={message} />
      {cut.parts.map((part, at) => (
        <Part key={String(at)} part={part} alone={kept.shown.parts.length === 1 && kept.direction !== "in"} />
      ))}
      {cut.left > 0 ? (
        <p>
          <a href={messagePath(caseId, id)}>
            {bytes > 0 ? `The rest, ${count(cut.left, "line", "lines")} more` : "Read it"}
            <span class="vh"> of this message</span>
          </a>
        </p>
      ) : null}
      <Sealed caseId={caseId} message={message} number={number} frame={frame} />
      <Files caseId={caseId} message={message} />
    </section>
  );
}

const DELIVERY = {
  waits: "It waits to be handed to the mail system.",
  sent: "It has left.",
  "given-up": "It could not be delivered, and was given up: write to them another way.",
} as const;

function title({ kept }: CaseMessage): string {
  const by = clip(kept.by, 120);
  if (kept.direction === "note") return `${by} noted`;
  return kept.direction === "out" ? `Answer by ${by}` : `From ${by === "" ? "nobody who is named" : by}`;
}

/** Its parts as far as they fit, and how many lines do not. */
export function cutParts(parts: readonly ShownPart[], bytes: number): { parts: readonly ShownPart[]; left: number } {
  let room = bytes;
  let left = 0;
  const kept: ShownPart[] = [];
  for (const part of parts) {
    const cut = cutLines(visible(part.text), room);
    left += cut.left;
    if (cut.text === "") continue;
    room -= Buffer.byteLength(cut.text);
    kept.push({ ...part, text: cut.text });
  }
  return { parts: kept, left };
}

/** What is odd about it; that nobody has opened it stands in the line above. */
export function Flags({ flags: all }: { flags: readonly Flag[] }) {
  const flags = all.filter((flag) => flag !== "sealed_for_people");
  if (flags.length === 0) return null;
  return (
    <ul class="flags">
      {flags.map((flag) => (
        <li key={flag}>{FLAGS[flag]}</li>
      ))}
    </ul>
  );
}

export function Headers({ message: { kept } }: { message: Pick<CaseMessage, "kept"> }) {
  const { headers } = kept.shown;
  if (headers.length === 0) return null;
  const marked = headers.some((one) => one.protected);
  const isSecret = kept.direction === "out" || kept.judgement?.crypto.decrypted === true;
  const within = isSecret ? "from inside the encryption" : "under the signature";
  return (
    <dl class="headers">
      {headers.map(({ name, text, protected: inside }, at) => (
        <div key={String(at)}>
          <dt>{name}</dt>
          <dd>
            {clip(text, LONGEST_HEADER)}
            {marked && (name === "Subject" || name === "From") ? (
              <small>{inside ? ` ${within}` : " outside, for anybody to read and to change"}</small>
            ) : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}

export function Part({ part, alone }: { part: ShownPart; alone: boolean }) {
  return (
    <div class={part.encrypted ? "part sealed" : "part"}>
      {alone || isNote(part.what) ? null : (
        <small>
          {clip(part.what, 120)}; {protection(part)}
        </small>
      )}
      <pre>{part.text}</pre>
    </div>
  );
}

export function protection({ encrypted, signers }: Pick<ShownPart, "encrypted" | "signers">): string {
  const keys = [...new Set(signers)].map(shortKey).join(", ");
  return `${encrypted ? "was encrypted" : "was not encrypted"}, ${keys === "" ? "no good signature covers it" : `signed by ${keys}`}`;
}

function Files({ caseId, message }: { caseId: string; message: CaseMessage }) {
  const { id, kept } = message;
  const files = kept.judgement?.attachments ?? [];
  const more = files.length - MOST_FILES;
  if (kept.direction === "note") return null;
  return (
    <ul class="files">
      {files.slice(0, MOST_FILES).map((file, at) => (
        <li key={String(at)}>
          {file.secret ? (
            <span>{clip(file.name, 120)}</span>
          ) : (
            <a href={messagePath(caseId, id, `/files/${at}`)}>{clip(file.name, 120)}</a>
          )}{" "}
          <small>
            {formatBytes(file.bytes)}, called {clip(file.mediaType, 80)}; {protection(file)}
            {file.secret ? ". It holds a secret key and is not handed out." : ""}
          </small>
        </li>
      ))}
      {more > 0 ? <li>and {count(more, "file", "files")} more, in the message as it came</li> : null}
      <li>
        <a href={messagePath(caseId, id, "/original")}>
          The {kept.sealed ? "ciphertext" : "message"} as it {kept.direction === "out" ? "went" : "came"}
        </a>
      </li>
    </ul>
  );
}
