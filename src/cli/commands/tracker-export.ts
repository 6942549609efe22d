import { SamedayError } from "../../kernel/index.ts";
import type { House } from "../../tracker/index.ts";
import { type CommandContext, defineVerb } from "../frame/verb.ts";
import { DEBIAN_FORMS, EXPORT_FORMS, exportParts } from "./tracker-export-forms.ts";
import { ANSWER_EXITS, ANSWER_OPTIONS, definitionFile, openArchive, openTracker } from "./tracker-sources.ts";

/** More files than this are counted instead of listed. */
const LISTED = 20;

/** `sameday tracker export FORM`. */
export const exportVerb = defineVerb({
  name: "export",
  summary: "write the answers in a form that other programs read",
  description:
    "Writes files below --out, all from the one verdict, and index.json with their hashes and when each last changed; a file that did not change keeps its time, each appears whole or not at all. debian-json is the JSON of Debian's tracker, debsecan the data that the debsecan client fetches (give it the address of release/1/ as --source), osv a record for each issue and all.zip, csaf a CSAF VEX document for each issue with the listings of a CSAF provider, openvex an OpenVEX document for each issue, oval a file for each release. docs/reference/exports.md says what each can and cannot say. With --as-debian the first two are Debian's, quirks included. Documents name Debian as their publisher unless --publisher names another.",
  arguments: { form: { summary: `one of ${EXPORT_FORMS.join(", ")}`, required: true } },
  options: {
    ...ANSWER_OPTIONS,
    out: { kind: "text", value: "DIR", summary: "where the files go; made when missing", required: true },
    url: {
      kind: "text",
      value: "URL",
      summary: "where --out will be served; stands in documents that name themselves",
    },
    publisher: { kind: "text", value: "NAME", summary: "who publishes; default Debian; with it --pages and --contact" },
    pages: { kind: "text", value: "URL", summary: "address below which the publisher's pages about issues stand" },
    contact: { kind: "text", value: "ADDRESS", summary: "how the publisher is reached" },
  },
  examples: [
    {
      line: "sameday tracker export debian-json --data examples/debian/tracker --archive debian --out public",
      says: "one JSON document of everything, public/json",
    },
    {
      line: "sameday tracker export debsecan --data data --archive indexes --out debsecan",
      says: "what a debsecan client asks for",
    },
    {
      line: "sameday tracker export csaf --data data --archive indexes --out csaf --url https://example.org/csaf",
      says: "CSAF documents to be served at that address",
    },
  ],
  exits: { ...ANSWER_EXITS, 0: "the files stand there" },
  async run(context, { args, options }) {
    const { packagesNamed, writeExport } = await import("../../tracker/index.ts");
    const form = EXPORT_FORMS.find((one) => one === args.form);
    if (form === undefined) {
      throw new SamedayError("USAGE", `\`${args.form}\` is no form of export. Use one of ${EXPORT_FORMS.join(", ")}.`);
    }
    if (options.asDebian && !DEBIAN_FORMS.includes(form)) {
      throw new SamedayError(
        "USAGE",
        `--as-debian is for ${DEBIAN_FORMS.join(" and ")}; ${form} has our answers only.`,
      );
    }
    const house = await houseOf(context, options);
    if (form === "csaf" && !house.files.startsWith("https://")) {
      throw new SamedayError("USAGE", "CSAF's readers fetch by https alone (section 7.1.3): give such an --url.");
    }
    const { tracker, judge } = await openTracker(context, options);
    const only = form === "debian-json" ? packagesNamed(tracker) : undefined;
    const { sources: archive, binaries } = await openArchive(context, options, only);
    const now = context.clock.now();
    const { out } = options;
    const source = { tracker, archive, judge, house, now, out, processes: context.processes, binaries };
    const { files, summaries } = await exportParts(form, source);
    const entries = await writeExport(out, files, now, summaries);
    const changed = entries.filter((entry) => entry.changed === now.toISOString());
    context.answer({ files: entries }, () => {
      const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
      const total = `${entries.length} files, ${bytes} bytes, ${changed.length} of them changed now.`;
      if (entries.length > LISTED) return total;
      return [...entries.map((entry) => `${entry.path}  ${entry.bytes} bytes, changed ${entry.changed}`), total].join(
        "\n",
      );
    });
  },
});

interface HouseOptions {
  readonly definition: string | undefined;
  readonly url: string | undefined;
  readonly publisher: string | undefined;
  readonly pages: string | undefined;
  readonly contact: string | undefined;
}

/** Who speaks: Debian, or the house that the options name; releases have the numbers of the definition. */
async function houseOf(context: CommandContext, options: HouseOptions): Promise<House> {
  const { debianHouse, houseAddress } = await import("../../tracker/index.ts");
  const { readReleaseDates } = await import("../../distribution/index.ts");
  const addressOf = (option: string, text: string | undefined): string | undefined => {
    const address = text === undefined ? undefined : houseAddress(text);
    if (text === undefined || address !== undefined) return address;
    throw new SamedayError("USAGE", `${option} takes an address that begins with https:// or http://.`);
  };
  const url = addressOf("--url", options.url);
  const pages = addressOf("--pages", options.pages);
  const { publisher, contact } = options;
  if (publisher === undefined) {
    if (pages !== undefined || contact !== undefined) {
      throw new SamedayError("USAGE", "--pages and --contact are the publisher's: name it with --publisher.");
    }
    return debianHouse(url);
  }
  if (pages === undefined || contact === undefined) {
    throw new SamedayError("USAGE", "--publisher needs --pages and --contact, so that readers find it.");
  }
  if (publisher.trim() === "" || contact.trim() === "") {
    throw new SamedayError("USAGE", "--publisher and --contact stand in every document; they cannot be empty.");
  }
  const releases = await readReleaseDates(await definitionFile(context, options));
  const versions = new Map(releases.map(({ codename, version }) => [codename, version]));
  const files = url ?? `${pages}/export`;
  return { name: publisher, contact, pages, files, versionOf: (codename) => versions.get(codename) };
}
