import { createServer } from "node:net";
import { SamedayError, sha256 } from "../kernel/index.ts";

/**
 * Holds the right to use a builder's directory. An abstract socket is the lock: the kernel gives it up with the process,
 * even by kill -9, and leaves no file behind (unix(7)).
 * Errors: CONFLICT when another process holds it.
 */
export function holdDirectory(directory: string): Promise<() => Promise<void>> {
  const server = createServer();
  // Nothing is served; the socket must not keep the process alive by itself.
  server.unref();
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) =>
      reject(
        error.code === "EADDRINUSE"
          ? new SamedayError("CONFLICT", `Another builder works in ${directory}.`, error)
          : new SamedayError("INTERNAL", `The directory ${directory} cannot be locked.`, error),
      ),
    );
    server.listen(`\0sameday-builder-${sha256(directory).slice(0, 32)}`, () =>
      resolve(() => new Promise((done) => server.close(() => done()))),
    );
  });
}
