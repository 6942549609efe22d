import { type CaseMessage, FLAGS, type SealedView, sealedView } from "../../../cases/index.ts";
import type { Frame } from "../../model/index.ts";
import { shortKey } from "../../text/cases/crypto.ts";
import { clip } from "../../text/visible.ts";
import { count } from "../../text/words.ts";
import { Tag } from "../tag.tsx";
import { When } from "../when.tsx";

interface SealedProps {
  readonly caseId: string;
  readonly message: CaseMessage;
  readonly number: number;
  readonly frame: Frame;
}

/** What is known of a message that the desk has as ciphertext alone: who opened it, what they signed, and where they differ. */
export function Sealed({ caseId, message, number, frame }: SealedProps) {
  const view = sealedView(message.kept);
  if (!view) return null;
  const isOurs = message.kept.direction === "out";
  return (
    <div class="sealed">
      <p>
        {isOurs ? "The desk sent it on and cannot read it. " : opened(view)}
        To read it on your own machine: <code>{`sameday cases open ${caseId} --message ${number}`}</code>, and with{" "}
        <code>--page</code> in your browser.
      </p>
      {view.statements.length === 0 ? null : (
        <ul class="times">
          {view.statements.map(({ person, made, ...said }, at) => (
            <li key={String(at)}>
              <When at={made} now={frame.now} />{" "}
              <span>
                <strong>{person}</strong> {facts(said)}
              </span>
            </li>
          ))}
        </ul>
      )}
      {view.contradictions.map(({ first, other, differs }) => (
        <p key={other} class="crypto doubt">
          <Tag shape="bad" tone="soon">
            contradiction
          </Tag>{" "}
          {first} and {other} differ: {differs.map((one) => clip(one, 300)).join("; ")}. Ask both before you rely on it.
        </p>
      ))}
      <p>
        <small>
          SHA-256 of the message as it {isOurs ? "went" : "came"}: <code>{view.hash}</code>
        </small>
      </p>
    </div>
  );
}

function opened({ leading, statements }: SealedView): string {
  if (leading?.opened === "yes") return `What stands here of its protection is what ${leading.person} signed. `;
  if (statements.length > 0) return "It did not open for those who tried. ";
  return "Nobody has opened it yet: whether it is signed and by whom, what is in it and which files, is not known. ";
}

type Said = Omit<SealedView["statements"][number], "person" | "made">;

function facts({ opened: how, crypto, attachments, command, flags, replyKey }: Said): string {
  if (how !== "yes") return `could not open it: ${how.replaceAll("-", " ")}.`;
  const signer = crypto.signer === null ? "" : ` by ${shortKey(crypto.signer)}`;
  const rest = [
    `signature: ${crypto.signature.replace("_", " ")}${signer}`,
    count(attachments, "file", "files"),
    ...(replyKey === "" ? [] : [`answers can be encrypted to ${shortKey(replyKey)}`]),
    ...(command === "" ? [] : [`a signed command, which ran nothing: ${clip(command, 200)}`]),
    ...flags.map((flag) => FLAGS[flag]),
  ];
  return `opened it. ${rest.join("; ")}`;
}
