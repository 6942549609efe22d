import { toStoreError } from "../store/index.ts";

/**
 * The same work; where the database goes in the middle of it, it throws STORE_UNAVAILABLE. A driver's own error would be
 * told as a fault of the program, and whoever goes by codes would not know that the rest has to wait.
 */
export async function calledByName<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    throw toStoreError(thrown);
  }
}
