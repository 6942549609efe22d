import { stat, unlink, utimes } from "node:fs/promises";
import { dirname, join } from "node:path";
import { SamedayError } from "../../kernel/index.ts";
import { shownUrl } from "../fetch/fetcher.ts";
import { type StoredBody, storeBody } from "../fetch/store-body.ts";
import { moveIntoPlace, partialFile } from "../state/safe-write.ts";
import type { SuiteDirectory } from "../state/suite-directory.ts";
import type { StoredIndex } from "../state/suite-state.ts";
import type { ChosenIndex } from "./choose-indexes.ts";
import type { ArchiveContext } from "./options.ts";
import { unpackIndex } from "./unpack-index.ts";

const TIME_LIMIT_MS = 30 * 60_000;
/** For archives whose Release file does not list the plain index; Debian's largest has 80 MB. */
const LARGEST_UNLISTED = 2 * 1024 * 1024 * 1024;

/** Where the indexes of one statement come from and go to. */
export interface IndexTransfer {
  readonly context: ArchiveContext;
  readonly directory: SuiteDirectory;
  /** Of the suite, below the mirror's base address. */
  readonly url: string;
  readonly byHash: boolean;
}

/** Sees to it that an index is stored, verified and plain; what is there already is not fetched again. */
export async function ensureIndex(transfer: IndexTransfer, chosen: ChosenIndex): Promise<StoredIndex> {
  const { kind, component, architecture, path, plain } = chosen;
  const head = { kind, component, architecture, path };
  if (plain && (await isStored(transfer.directory, plain))) return { ...head, sha256: plain.sha256, size: plain.size };
  const stored = await fetchIndex(transfer, chosen);
  return { ...head, ...stored };
}

/** Touches the file, so that cleaning leaves it alone while this refresh is under way. */
async function isStored(directory: SuiteDirectory, plain: StoredBody): Promise<boolean> {
  const file = join(directory.objects, plain.sha256);
  const found = await stat(file).catch(() => undefined);
  if (found?.size !== plain.size) return false;
  const now = new Date();
  return utimes(file, now, now).then(
    () => true,
    () => false,
  );
}

async function fetchIndex(transfer: IndexTransfer, chosen: ChosenIndex): Promise<StoredBody> {
  const { context, directory } = transfer;
  const [packedFile, plainFile] = [partialFile(directory.partial), partialFile(directory.partial)];
  try {
    const stored = await download(transfer, chosen, packedFile);
    const packed = { file: packedFile, packing: chosen.packing, stored };
    const plain = await unpackIndex(context.runner, packed, plainFile, chosen.plain?.size ?? LARGEST_UNLISTED);
    if (chosen.plain) requireSame(plain, chosen.plain, chosen.path);
    await moveIntoPlace(plainFile, join(directory.objects, plain.sha256));
    return plain;
  } finally {
    await unlink(packedFile).catch(() => undefined);
    await unlink(plainFile).catch(() => undefined);
  }
}

async function download(transfer: IndexTransfer, chosen: ChosenIndex, file: string): Promise<StoredBody> {
  const { packed } = chosen;
  const byName = `${transfer.url}/${packed.path}`;
  const byHash = `${transfer.url}/${dirname(packed.path)}/by-hash/SHA256/${packed.sha256}`;
  // A mirror may promise by-hash and lack it; the name is as good, since the hash is checked either way.
  for (const url of transfer.byHash ? [byHash, byName] : [byName]) {
    const request = { url, maxBytes: packed.size, timeLimitMs: TIME_LIMIT_MS };
    const answer = await transfer.context.fetcher.fetch(request);
    if (answer.kind !== "body") continue;
    const stored = await storeBody(answer.body, file);
    requireSame(stored, packed, shownUrl(url));
    return stored;
  }
  throw new SamedayError(
    "ARCHIVE_UNREACHABLE",
    `${shownUrl(byName)} does not exist, though the Release file names it.`,
  );
}

function requireSame(found: StoredBody, wanted: StoredBody, what: string): void {
  if (found.size === wanted.size && found.sha256 === wanted.sha256) return;
  const how =
    found.size === wanted.size
      ? "another content than the Release file says"
      : `${found.size} bytes, and the Release file says ${wanted.size}`;
  throw new SamedayError("HASH_MISMATCH", `${what} has ${how}.`);
}
