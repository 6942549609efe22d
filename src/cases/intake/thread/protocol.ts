import type { MessagePort } from "node:worker_threads";
import type {
  Certificate,
  CertificatesRead,
  ClearTextRead,
  OpenedMail,
  SignatureFact,
} from "../../../openpgp/index.ts";
import type { Material } from "../material.ts";
import type { EnvelopeSender } from "../sender/envelope.ts";

/** One message to be read in the thread. */
export interface ReadRequest {
  readonly message: Uint8Array;
  readonly envelope: EnvelopeSender;
  /** Our address. */
  readonly ours: string;
  /** Over it the thread asks for what it has not, one question at a time. */
  readonly port: MessagePort;
}

/** Undefined where a question failed: whoever was asked knows why. */
export type ReadAnswer = Material | undefined;

/**
 * What the thread asks. Keys are named by the place at which they were handed to it, counted over all answers, so that none
 * goes back.
 */
export interface Questions {
  readonly open: { readonly asked: Known<{ readonly message: Uint8Array }>; readonly answer: OpenedMail };
  readonly verifyDetached: {
    readonly asked: Known<{ readonly data: Uint8Array; readonly signature: Uint8Array }>;
    readonly answer: readonly SignatureFact[];
  };
  readonly verifyClearText: {
    readonly asked: Known<{ readonly text: Uint8Array }>;
    readonly answer: ClearTextRead | undefined;
  };
  readonly readCertificates: { readonly asked: { readonly bytes: Uint8Array }; readonly answer: CertificatesRead };
  readonly near: { readonly asked: { readonly address: string | undefined }; readonly answer: readonly Certificate[] };
  readonly all: { readonly asked: Readonly<Record<never, never>>; readonly answer: readonly Certificate[] };
}

type Known<Asked> = Asked & { readonly known: readonly number[] };

export type Question = {
  readonly [Call in keyof Questions]: { readonly call: Call; readonly asked: Questions[Call]["asked"] };
}[keyof Questions];

/** An answer, or that there is none. */
export type Told = { readonly answer: Questions[keyof Questions]["answer"] } | { readonly failed: true };
