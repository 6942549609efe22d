import type { SignatureVerdict } from "./content/signature.ts";
import type { Flag } from "./flags.ts";
import type { CryptoFacts } from "./judgement.ts";
import type { KeyAnswer } from "./keys/judge-keys.ts";
import type { CommandAnswer } from "./people/run-command.ts";
import type { Thread } from "./people/thread.ts";
import type { Automatic } from "./sender/automatic.ts";

/** All that the tables decide by. */
export interface Facts {
  readonly flags: ReadonlySet<Flag>;
  /** The sender's address, lower case; undefined where none is chosen. */
  readonly from: string | undefined;
  /** Lower case; empty for the null sender; undefined where it is not known. */
  readonly envelopeFrom: string | undefined;
  /** Headers that ask for no automatic answer, or tell that the sender's name is forged. */
  readonly wantsNoAnswer: boolean;
  readonly automatic: ReadonlySet<Automatic>;
  /** The message's headers or its size are beyond what is taken at delivery. */
  readonly beyondDelivery: boolean;
  readonly duplicate: boolean;
  readonly staff: "none" | "proven" | "unproven";
  readonly thread: Thread;
  /** Whether the sender is proven to belong to the case that the message answers. */
  readonly proven: boolean;
  readonly crypto: CryptoFacts;
  readonly signature: SignatureVerdict;
  /** HTML stands around a ciphertext in a way that would carry off what is opened. */
  readonly wrapped: boolean;
  /** A key of ours signed something in it, or its message id is one of ours. */
  readonly ours: boolean;
  /** Its sender's address is ours. */
  readonly namesUs: boolean;
  /** A good signature by a known key that is somebody else's than the sender's. */
  readonly foreignAuthor: boolean;
  readonly keys: KeyAnswer;
  readonly command: CommandAnswer | undefined;
}
