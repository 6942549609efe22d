import { unlink } from "node:fs/promises";
import { connect, type Server } from "node:net";
import { SamedayError } from "../../kernel/index.ts";

/** Where a server of this machine is reached. Neither can be reached from elsewhere. */
export type ListenAt =
  /** Bits of `mode` beyond the owner's let a mail system's user in; whoever may enter its directory counts, too. */
  { readonly socket: string; readonly mode: number } | { readonly host: "127.0.0.1" | "::1"; readonly port: number };

/** Throws CONFLICT when somebody answers there. A socket that a killed process left is replaced. */
export async function listenAt(server: Server, at: ListenAt): Promise<{ readonly port: number | undefined }> {
  if (!("socket" in at)) {
    await listening(server, () => server.listen(at.port, at.host));
    const address = server.address();
    return { port: typeof address === "object" ? address?.port : undefined };
  }
  if (await answers(at.socket)) throw new SamedayError("CONFLICT", `Somebody else listens at ${at.socket}.`);
  await unlink(at.socket).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await listening(server, () => {
    // The socket is bound inside listen(), so that the mask holds for it alone and it is never open to more.
    const mask = process.umask(0o777 & ~at.mode);
    try {
      server.listen(at.socket);
    } finally {
      process.umask(mask);
    }
  });
  return { port: undefined };
}

function listening(server: Server, listen: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void =>
      reject(
        error.code === "EADDRINUSE"
          ? new SamedayError("CONFLICT", "Somebody else listens where mail is to be taken in.", error)
          : error,
      );
    server.once("error", fail);
    server.once("listening", () => {
      server.off("error", fail);
      resolve();
    });
    listen();
  });
}

/** Whether a process listens at the socket. */
function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    probe.once("connect", () => {
      probe.destroy();
      resolve(true);
    });
    probe.once("error", () => resolve(false));
  });
}
