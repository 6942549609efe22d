import type { AuditContext, RawFinding, Rule, Severity } from "../../model.ts";
import { profilesOf } from "../../parse/control-port-filter/profiles-of.ts";
import type { FilterEvent, FilterProfile } from "../../parse/control-port-filter/types.ts";

const STREAMS = "tell of the connections of every client";
const LOG = "are lines of Tor's log, which can carry addresses";
const HOUSEKEEPING = "are for a library's own use, and tell what other clients do to Tor";

const EVENTS: Readonly<Record<string, readonly [Severity, string]>> = {
  STREAM: ["medium", STREAMS],
  STREAM_BW: ["medium", STREAMS],
  CIRC: ["medium", "tell of the circuits of every client"],
  CIRC_MINOR: ["medium", "tell of the circuits of every client"],
  CIRC_BW: ["medium", "tell of the circuits of every client"],
  ADDRMAP: ["medium", "tell of the names that every client looks up"],
  ORCONN: ["medium", "tell of the relays that Tor connects to"],
  GUARD: ["medium", "tell of the user's guards"],
  DEBUG: ["low", LOG],
  INFO: ["low", LOG],
  NOTICE: ["low", LOG],
  WARN: ["low", LOG],
  ERR: ["low", LOG],
  HS_DESC: ["low", "tell of every onion service that a client visits or offers"],
  HS_DESC_CONTENT: ["low", "tell of every onion service that a client visits or offers"],
  STATUS_SERVER: ["low", "are about Tor as a relay, which no client needs"],
  SIGNAL: ["low", HOUSEKEEPING],
  CONF_CHANGED: ["low", HOUSEKEEPING],
};

/** Events that reach a client as Tor sends them. */
export const controlPortFilterEvents: Rule = {
  id: "control-port-filter-events",
  class: "e",
  title: "A control port filter profile lets events about other clients through",
  severity: "medium",
  scopes: ["tree", "image"],
  why: "Tor sends its events to every controller that asked for them, whoever caused them. With `STREAM` or `CIRC` a client watches where all others connect to; log lines and `HS_DESC` carry addresses of relays and onion services.",
  fix: "Leave the event out. A client that insists on subscribing is content with `suppress: true`; for `STREAM` there is `restrict-stream-events: true`, and `response` rewrites what must be there.\n\n```yaml\nevents:\n  CONF_CHANGED:\n    suppress: true\n  STREAM:\nrestrict-stream-events: true\n```",
  references: [
    {
      title: "Tor control protocol, asynchronous events",
      url: "https://spec.torproject.org/control-spec/replies.html#asynchronous-events",
    },
  ],
  *detect(context: AuditContext): Iterable<RawFinding> {
    for (const { file, profile } of profilesOf(context)) {
      for (const event of profile.events) {
        const known = Object.hasOwn(EVENTS, event.event) ? EVENTS[event.event] : undefined;
        if (!known || isHeldBack(event, profile)) continue;
        yield { path: file.path, line: event.line, severity: known[0], message: `${event.event} events ${known[1]}.` };
      }
    }
  },
};

function isHeldBack({ event, isSuppressed, response }: FilterEvent, { restrictsStreams }: FilterProfile): boolean {
  return isSuppressed || response.length > 0 || (restrictsStreams && event === "STREAM");
}
