import type { Distribution, Person } from "../../distribution/index.ts";
import type { SamedayError } from "../../kernel/index.ts";
import type { Mail } from "./outbox.ts";

/** An upload that was not taken, as far as its mail speaks of it. */
export interface RefusedUpload {
  readonly signer: Pick<Person, "email">;
  readonly fingerprint: string;
  readonly dscFile: { readonly name: string; readonly sha256: string };
}

/**
 * What a maintainer reads when an upload is not taken; it goes to whose key signed it, nobody else.
 * It travels in the clear. Of a public upload it names the file that was sent and the reason. Of an embargoed one it names
 * only the key and the file's hash, by which whoever sent it knows it again: neither package nor reason.
 */
export function refusalMail(
  definition: Pick<Distribution, "title" | "contact">,
  { embargoed }: { readonly embargoed: boolean },
  { signer, fingerprint, dscFile }: RefusedUpload,
  error: SamedayError,
): Mail {
  const reason = embargoed
    ? [
        "The reason stands in the desk's answer to whoever sent it. This mail is not",
        "encrypted, so it does not repeat it.",
      ]
    : [error.message, "", error.next];
  return {
    key: `refused ${dscFile.sha256} ${error.code}`,
    recipient: signer.email,
    subject: embargoed ? "An upload was not taken" : `${dscFile.name} was not taken`,
    body: [
      "An upload that you signed was not taken into the line.",
      "",
      ...(embargoed ? [] : [`File: ${dscFile.name}`]),
      `SHA-256 of the .dsc: ${dscFile.sha256}`,
      `Signed with the key: ${fingerprint}`,
      "",
      ...reason,
      "",
      `${definition.title} security desk, ${definition.contact}`,
      "",
    ].join("\n"),
  };
}
