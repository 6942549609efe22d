import { toSamedayError } from "../../kernel/index.ts";
import { KEPT_BY_PIPE } from "../../system/index.ts";
import { NOUNS } from "../commands/registry.ts";
import { createStyle } from "../style.ts";
import { commonOptions, onlyOne } from "./common-options.ts";
import { type CommandContext, createContext, type Streams } from "./context.ts";
import { describeError } from "./print-error.ts";
import type { NounEntry } from "./verb.ts";

export interface RunSettings {
  readonly streams?: Streams;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly nouns?: readonly NounEntry[];
}

/** Runs one command line (without node and script) and answers its exit code. Nothing is thrown. */
export async function runCommandLine(words: readonly string[], settings: RunSettings = {}): Promise<number> {
  const streams = settings.streams ?? process;
  const environment = settings.environment ?? process.env;
  // It stays: what was written last may meet the broken pipe only after the command has ended.
  if (!streams.stdout.listeners("error").includes(endQuietlyOnBrokenPipe)) {
    streams.stdout.on("error", endQuietlyOnBrokenPipe);
  }
  let json = words.includes("--json");
  let context: CommandContext | undefined;
  try {
    const common = commonOptions(words);
    json = common.json;
    if (common.version) {
      const { productVersion } = await import("./product.ts");
      streams.stdout.write(
        json ? `${JSON.stringify({ version: productVersion() })}\n` : `sameday ${productVersion()}\n`,
      );
      return 0;
    }
    const nouns = settings.nouns ?? NOUNS;
    const [first, ...rest] = common.rest[0] === "help" ? [...common.rest.slice(1), "--help"] : common.rest;
    if (first === undefined || first === "--help" || first === "-h") {
      const { rootHelp } = await import("./help.ts");
      // Asked for, help is the answer; unasked, it is the reproach.
      (first === undefined ? streams.stderr : streams.stdout).write(rootHelp(nouns));
      return first === undefined ? 2 : 0;
    }
    const entry = nouns.find(({ name }) => name === first);
    if (!entry) throw await (await import("./no-such.ts")).noSuchNoun(nouns, first);
    const noun = await entry.load();
    const { parseWords } = await import("./parse.ts");
    const asked = parseWords(noun, rest);
    if (asked.kind === "no-verb") throw (await import("./no-such.ts")).noSuchVerb(noun, asked.word);
    if (asked.kind === "help") {
      streams.stdout.write(asked.text);
      return 0;
    }
    if (!noun.layered) onlyOne(common.data);
    context = createContext({ json, data: common.data, streams, environment, nouns });
    const { verb } = asked;
    return await verb.run(context, asked.values).catch(async (thrown: unknown) => {
      const said = (await import("./own-words.ts")).inOwnWords(thrown, verb);
      throw verb === noun.own ? (await import("./no-such.ts")).orMeantVerb(noun, rest[0], said) : said;
    });
  } catch (thrown) {
    context?.progress.close();
    const style = createStyle(streams.stderr, environment);
    streams.stderr.write(describeError(thrown, { json, style, debug: environment.SAMEDAY_DEBUG === "1" }));
    return toSamedayError(thrown).exitCode;
  } finally {
    context?.progress.close();
  }
}

/** `sameday … | head`: whoever reads has read enough. A service of a desk whose keeper died is told by another pipe, and closes what it opened. */
function endQuietlyOnBrokenPipe(error: NodeJS.ErrnoException): void {
  if (process.env[KEPT_BY_PIPE] !== undefined) return;
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}
