import { type ProcessRunner, SamedayError } from "../../kernel/index.ts";
import { controlFields, controlParagraphs } from "../control-fields.ts";

/** One package's paragraph of a Packages file, kept as apt-ftparchive wrote it. */
export interface PackageStanza {
  readonly package: string;
  readonly version: string;
  readonly architecture: string;
  readonly component: string;
  readonly text: string;
}

const SHA256_ONLY = ["MD5", "SHA1", "SHA512"].flatMap((hash) => ["-o", `APT::FTPArchive::${hash}=false`]);
const TIME_LIMIT_MS = 10 * 60_000;
const LARGEST_OUTPUT = 64 * 1024 * 1024;

/** Paragraphs of every .deb under `tree/pool`, by apt-ftparchive(1). Each update is read once, when it comes in. */
export async function packageStanzas(
  runner: ProcessRunner,
  tree: string,
  components: readonly string[],
): Promise<readonly PackageStanza[]> {
  const all = await Promise.all(
    components.map(async (component) => {
      const paragraphs = await ftparchive(runner, tree, [...SHA256_ONLY, "packages", `pool/${component}`]);
      return paragraphs.map((text) => {
        const fields = controlFields(text, "a package");
        const word = (name: string): string => fields.get(name) ?? "";
        return {
          package: word("Package"),
          version: word("Version"),
          architecture: word("Architecture"),
          component,
          text,
        };
      });
    }),
  );
  return all.flat();
}

/** The paragraph of the one source package under `tree/pool/COMPONENT`. Throws INPUT_INVALID when its .dsc cannot be read. */
export async function sourceStanza(runner: ProcessRunner, tree: string, component: string): Promise<string> {
  const [paragraph, ...more] = await ftparchive(runner, tree, ["sources", `pool/${component}`]);
  if (paragraph && more.length === 0) return paragraph;
  throw new SamedayError("INPUT_INVALID", "The .dsc cannot be read by apt, or a file that it names is missing.");
}

async function ftparchive(runner: ProcessRunner, tree: string, args: readonly string[]): Promise<readonly string[]> {
  const finished = await runner.run({
    argv: ["apt-ftparchive", ...args],
    cwd: tree,
    timeLimitMs: TIME_LIMIT_MS,
    maxOutputBytes: LARGEST_OUTPUT,
  });
  return controlParagraphs(Buffer.from(finished.stdout).toString("utf8"));
}
