import { open, unlink } from "node:fs/promises";
import { SamedayError } from "../../kernel/index.ts";

/**
 * Writes a file that was not there before, readable by its owner alone; what could not be written whole is taken away again.
 * Throws CONFLICT for one that is there, INPUT_INVALID where none can be made.
 */
export async function writeNewFile(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, "wx", 0o600).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "EEXIST") {
      throw new SamedayError("CONFLICT", `${file} is there already, and is not written over.`, cause);
    }
    throw new SamedayError("INPUT_INVALID", `${file} cannot be written.`, cause);
  });
  try {
    // What the umask leaves may be less than the owner needs, never more than they have.
    await handle.chmod(0o600);
    await handle.writeFile(bytes);
    await handle.sync();
  } catch (cause) {
    await unlink(file).catch(() => undefined);
    throw cause;
  } finally {
    await handle.close();
  }
}
