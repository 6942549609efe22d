import { compareVersions } from "../../kernel/index.ts";
import { isOsvId } from "./registered.ts";

/*
 * What the text of OSV's schema demands beyond its JSON form (https://ossf.github.io/osv-schema/: "id, modified", "withdrawn",
 * "affected[].package", "affected[].ranges[].events"). Read with the order of Debian's versions, the one ecosystem of ours.
 */

type Event = Readonly<Record<string, string>>;

interface Affected {
  readonly package?: { readonly ecosystem: string; readonly name: string; readonly purl?: string };
  readonly ranges?: readonly { readonly type: string; readonly events: readonly Event[] }[];
}

interface OsvRead {
  readonly id: string;
  readonly modified: string;
  readonly published?: string;
  readonly withdrawn?: string;
  readonly aliases?: readonly string[];
  readonly upstream?: readonly string[];
  readonly related?: readonly string[];
  readonly affected?: readonly Affected[];
}

/** Every broken rule; empty for a good record, which holds to the schema already. `name` is the file's. */
export function osvFaults(record: unknown, name: string): readonly string[] {
  const {
    id,
    modified,
    published,
    withdrawn,
    aliases = [],
    upstream = [],
    related = [],
    affected = [],
  } = record as OsvRead;
  const packages = affected.map((one) => `${one.package?.ecosystem} ${one.package?.name}`);
  const others = [...aliases, ...upstream, ...related];
  return [
    ...(name === `${id}.json` ? [] : [`${id} in ${name}`]),
    ...(isOsvId(id) ? [] : [`${id} begins with no prefix that OSV knows`]),
    ...(others.includes(id) ? [`${id} speaks of itself as another`] : []),
    ...others.filter((one, at) => others.indexOf(one) < at).map((one) => `${one} is related twice`),
    ...(withdrawn === undefined || Date.parse(withdrawn) <= Date.parse(modified) ? [] : [`withdrawn at ${withdrawn}`]),
    ...(published === undefined || Date.parse(published) <= Date.parse(modified) ? [] : [`published at ${published}`]),
    ...packages.filter((one, at) => packages.indexOf(one) < at).map((one) => `${one} twice`),
    ...affected.flatMap(affectedFaults),
  ];
}

function affectedFaults({ package: about, ranges = [] }: Affected): readonly string[] {
  if (about === undefined) return ["a range of no package"];
  return [
    // Releases have their number; a series without one has its name (distro-info-data).
    ...(/^Debian:(?:\d+|sid)$/.test(about.ecosystem) ? [] : [`ecosystem ${about.ecosystem}`]),
    ...(about.purl?.replace(/\?.*$/, "").includes("@") ? [`a version in ${about.purl}`] : []),
    ...(ranges.length > 0 && ranges.every(({ type }) => type === "ECOSYSTEM")
      ? []
      : ["no range in Debian's own order"]),
    ...ranges.flatMap(({ events }) => eventFaults(events)),
  ];
}

/** A version is introduced, then fixed, each in an event of its own and in the order of versions. */
function eventFaults(events: readonly Event[]): readonly string[] {
  const kinds = events.map((event) => Object.keys(event).join("+")).join();
  if (kinds !== "introduced" && kinds !== "introduced,fixed") return [`events ${kinds}`];
  const [introduced = "", fixed] = events.flatMap((event) => Object.values(event));
  // "0" stands for a version before every other.
  const isLater = fixed === undefined || (introduced === "0" ? fixed !== "0" : compareVersions(introduced, fixed) < 0);
  return isLater ? [] : [`introduced in ${introduced}, fixed in ${fixed}`];
}
