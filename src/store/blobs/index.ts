export { type BlobStore, type GetOptions, openBlobStore } from "./blob-store.ts";
export type { BlobSource, PutOptions, PutResult } from "./put.ts";
export type { BlobFault } from "./verify.ts";
