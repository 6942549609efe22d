import type { Asking } from "./client.ts";
import type { SentReplyAnswer } from "./schemas.ts";
import type {
  HoldersAnswer,
  OwnCopyAnswer,
  ProcedureAnswer,
  SealedDraftAnswer,
  SealedViewAnswer,
  ToOpenAnswer,
} from "./sealed-schemas.ts";

/** A desk that has no role key, as commands reach it. Every call throws NOT_FOUND where the desk holds it. */
export interface SealedClient {
  toOpen(id: string, message: string): Promise<ToOpenAnswer>;
  state(id: string, message: string, signed: string, replyKey: Uint8Array): Promise<SealedViewAnswer>;
  draft(id: string, about: { readonly message?: string; readonly canned?: string }): Promise<SealedDraftAnswer>;
  send(id: string, answer: SealedAnswer): Promise<SentReplyAnswer>;
  roleKey(): Promise<ProcedureAnswer>;
  holders(): Promise<HoldersAnswer>;
  handIn(handed: HandedCopiesInput): Promise<ProcedureAnswer>;
  ownCopy(): Promise<OwnCopyAnswer>;
  receive(signed: string): Promise<ProcedureAnswer>;
  look(): Promise<ProcedureAnswer>;
}

export interface SealedAnswer {
  readonly message?: string;
  readonly mail: Uint8Array;
  readonly signed: string;
}

export interface HandedCopiesInput {
  readonly signed: string;
  readonly certificate: Uint8Array;
  readonly copies: readonly { readonly person: string; readonly sealed: Uint8Array }[];
}

/** Keys and places are looked for at other people's servers, perhaps through Tor. */
const LOOKUP_MS = 5 * 60_000;

export function createSealedClient({ call }: Pick<Asking, "call">): SealedClient {
  const at = (id: string, rest: string) => `/api/v1/cases/${encodeURIComponent(id)}${rest}`;
  const message = (id: string, of: string, rest: string) => at(id, `/messages/${encodeURIComponent(of)}${rest}`);
  return {
    toOpen: (id, of) => call("GET", message(id, of, "/sealed")) as Promise<ToOpenAnswer>,
    state: (id, of, signed, replyKey) =>
      call("POST", message(id, of, "/statement"), { signed, replyKey: encoded(replyKey) }) as Promise<SealedViewAnswer>,
    draft: (id, about) => call("POST", at(id, "/sealed-draft"), about, LOOKUP_MS) as Promise<SealedDraftAnswer>,
    send: (id, { mail, ...rest }) =>
      call("POST", at(id, "/sealed-answer"), { ...rest, mail: encoded(mail) }, LOOKUP_MS) as Promise<SentReplyAnswer>,
    roleKey: () => call("GET", "/api/v1/role-key") as Promise<ProcedureAnswer>,
    holders: () => call("GET", "/api/v1/role-key/holders") as Promise<HoldersAnswer>,
    handIn: ({ signed, certificate, copies }) => {
      const sealed = copies.map((copy) => ({ person: copy.person, sealed: encoded(copy.sealed) }));
      const body = { signed, certificate: encoded(certificate), copies: sealed };
      return call("POST", "/api/v1/role-key/copies", body) as Promise<ProcedureAnswer>;
    },
    ownCopy: () => call("GET", "/api/v1/role-key/copy") as Promise<OwnCopyAnswer>,
    receive: (signed) => call("POST", "/api/v1/role-key/receipt", { signed }) as Promise<ProcedureAnswer>,
    look: () => call("POST", "/api/v1/role-key/look", {}, LOOKUP_MS) as Promise<ProcedureAnswer>,
  };
}

function encoded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}
