import { type Mail, visibleText } from "../../mail/index.ts";
import type { Found, Piece } from "./content/found.ts";
import type { ProtectedHeaders } from "./content/protected-headers.ts";
import { signersOf } from "./content/signature.ts";
import type { Attachment, FileReader, Shown, ShownPart } from "./judgement.ts";

/** More of one text is not put on a page; the whole is in the message as it came. */
const LONGEST_TEXT = 500_000;
const LONGEST_HEADER = 2_000;

const OUTER = ["From", "Sender", "Reply-To", "To", "Cc", "Date", "Subject"] as const;
/** What the filter in front thought of it, in its own words; `sender/automatic.ts` says which of them decide something. */
const FILTER = ["X-Spam-Status", "X-Spam-Flag", "X-Spam", "X-Rspamd-Action", "X-Spamd-Result"] as const;

/** What a handler sees: headers and pieces, each by itself, as text whose control characters are symbols. */
export function show(mail: Mail, found: Found, inner: ProtectedHeaders | undefined): Shown {
  const header = (name: string, text: string, isProtected: boolean) => ({
    name,
    text: visibleText(cut(text, LONGEST_HEADER)),
    protected: isProtected,
  });
  const outer = [...OUTER, ...FILTER].flatMap((name) =>
    mail.root.headers.values(name).map((text) => header(name, text, false)),
  );
  return {
    headers: [
      ...(inner?.subject === undefined ? [] : [header("Subject", inner.subject, true)]),
      ...(inner?.from === undefined ? [] : [header("From", inner.from, true)]),
      ...outer,
    ],
    parts: found.pieces.filter(({ kind, text }) => kind === "text" && text.trim() !== "").map(shownPart),
  };
}

function shownPart(piece: Piece): ShownPart {
  const text = visibleText(cut(piece.text, LONGEST_TEXT));
  return { what: piece.what, text, encrypted: piece.encrypted, signers: signersOf(piece) };
}

function cut(text: string, longest: number): string {
  return text.length <= longest ? text : `${text.slice(0, longest)}\n[cut; the whole is in the message as it came]`;
}

export function attachmentsOf({ pieces }: Found): readonly Attachment[] {
  return pieces.flatMap((piece): Attachment[] => {
    if (!piece.file) return [];
    const { name, mediaType, secret, read } = piece.file;
    const { encrypted } = piece;
    return [{ name, mediaType, secret, encrypted, signers: signersOf(piece), bytes: read().length }];
  });
}

/** What is in them, by their place. */
export function filesOf({ pieces }: Found): readonly FileReader[] {
  return pieces.flatMap(({ file }) => (file ? [file.read] : []));
}

/** The same as one text, for terminals: each piece under a line that says what protects it. */
export function shownAsText({ headers, parts }: Shown, files: readonly Attachment[]): string {
  const head = headers.map((one) => `${one.name}${one.protected ? " (protected)" : ""}: ${one.text}`);
  const body = parts.map((part) => `--- ${visibleText(part.what)}; ${protection(part)} ---\n${part.text.trimEnd()}`);
  const listed = files.map((file) => `--- attachment ${file.name}; ${protection(file)} ---`);
  return [head.join("\n"), ...body, ...(listed.length > 0 ? [listed.join("\n")] : [])].join("\n\n");
}

function protection({ encrypted, signers }: Pick<ShownPart, "encrypted" | "signers">): string {
  const signed = signers.length === 0 ? "no good signature covers it" : `signed by ${[...new Set(signers)].join(", ")}`;
  return `${encrypted ? "was encrypted" : "not encrypted"}, ${signed}`;
}
