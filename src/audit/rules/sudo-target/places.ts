import { posix } from "node:path";

/** Directories in which users write: homes, and what everybody may write to. */
const USER_PLACES = /^\/(?:home|tmp|var\/tmp|dev\/shm|run\/user|run\/lock|var\/lock|var\/crash|media|mnt)(?:\/|$)/;

/** Whether a path lies where somebody who is not root may put files, or is found through the caller's directory. */
export function isUserPlace(path: string): boolean {
  return !path.startsWith("/") || USER_PLACES.test(posix.normalize(path).replace(/^\/+/, "/"));
}
