import type { ErrorCode } from "../../../kernel/index.ts";

/** What a worker of a pool says: once that it is ready or cannot be, then one answer for each request. */
export type FromWorker<Answer> =
  | { readonly kind: "ready"; readonly thread: string | undefined }
  | { readonly kind: "refused"; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: "answer"; readonly answer: Answer };
