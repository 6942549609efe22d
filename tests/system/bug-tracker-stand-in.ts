import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A bug as the stand-in holds it. */
export interface StandInBug {
  readonly bug: number;
  readonly subject: string;
  /** The first message; none when there is no log. */
  readonly body?: string;
  readonly source?: string;
  readonly merged?: readonly number[];
  readonly done?: string;
  readonly fixed?: readonly string[];
  readonly forwarded?: string;
  readonly tags?: string;
  readonly date?: string;
  readonly changed?: number;
}

/** What an answer may be in place of the right one. */
export type Fault =
  | "fault"
  | "page"
  | "unavailable"
  | "moved"
  | "cut"
  | "drip"
  | "huge"
  | "latin1"
  | "entity"
  | "other-method";

export interface StandIn {
  readonly url: string;
  readonly calls: string[];
  bugs: readonly StandInBug[];
  /** By method. */
  faults: Readonly<Record<string, Fault | undefined>>;
  /** Done before each answer. */
  meanwhile: () => void;
  close(): Promise<void>;
}

const NAMES =
  'soap:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/" xmlns:apachens="http://xml.apache.org/xml-soap" xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" xmlns:soapenc="http://schemas.xmlsoap.org/soap/encoding/" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

/**
 * Answers as debbugs' SOAP interface does: get_bugs by tag and status, get_status, get_bug_log; numbers typed as int, text
 * that is not ASCII in base64, maps with keys and values, arrays with their length.
 */
export async function startBugTracker(): Promise<StandIn> {
  const calls: string[] = [];
  const state: Pick<StandIn, "bugs" | "faults" | "meanwhile"> = { bugs: [], faults: {}, meanwhile: () => undefined };
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const method = /<(?:\w+:)?(get_\w+)/.exec(body)?.[1] ?? "none";
      const words = [...body.matchAll(/<(?:arg|item) xsi:type="xsd:\w+">([^<]*)</g)].map(([, word]) => word as string);
      const good = request.method === "POST" && /urn:Debbugs\/SOAP/.test(body);
      calls.push(`${method} ${words.join(" ")}`);
      state.meanwhile();
      const answer = good ? answerTo(method, words, state.bugs) : fault("Bad request");
      misbehave(response, state.faults[method], answer);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: `http://127.0.0.1:${port}/cgi-bin/soap.cgi`,
    calls,
    close: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  });
}

function answerTo(method: string, words: readonly string[], bugs: readonly StandInBug[]): string {
  const wanted = (number: string): StandInBug | undefined => bugs.find(({ bug }) => bug === Number(number));
  if (method === "get_bugs") {
    const asked = new Map<string, string>();
    for (let at = 0; at < words.length; at += 2) asked.set(words[at] ?? "", words[at + 1] ?? "");
    const found = bugs.filter(
      (one) =>
        (one.tags ?? "security").split(" ").includes(asked.get("tag") ?? "") && stateOf(one) === asked.get("status"),
    );
    return envelope(method, array(found.map(({ bug }) => `<item xsi:type="xsd:int">${bug}</item>`)));
  }
  if (method === "get_status") {
    const items = words.flatMap((word) => {
      const one = wanted(word);
      if (one === undefined) return [];
      return [`<item><key xsi:type="xsd:int">${one.bug}</key><value>${statusOf(one)}</value></item>`];
    });
    return envelope(method, `<s-gensym3 xsi:type="apachens:Map">${items.join("")}</s-gensym3>`);
  }
  const one = wanted(words[0] ?? "");
  if (method !== "get_bug_log" || one?.body === undefined) return fault("Debbugs::Log was unable to be initialized");
  const message = `<item>${text("header", "From: a@example.org")}${text("body", one.body)}<msg_num xsi:type="xsd:int">2</msg_num></item>`;
  const later = `<item>${text("header", "x")}${text("body", "See CVE-2026-9999 as well.")}<msg_num xsi:type="xsd:int">5</msg_num></item>`;
  return envelope(method, array([message, later]));
}

function stateOf({ done = "", forwarded = "" }: StandInBug): string {
  return done !== "" ? "done" : forwarded !== "" ? "forwarded" : "open";
}

function statusOf(one: StandInBug): string {
  const seconds = new Date(`${one.date ?? "2026-11-20"}T12:00:00Z`).getTime() / 1000;
  return [
    text("subject", one.subject),
    text("package", one.source ?? "curl"),
    text("source", one.source ?? "curl"),
    text("severity", "important"),
    text("tags", one.tags ?? "security"),
    text("done", one.done ?? ""),
    text("forwarded", one.forwarded ?? ""),
    text("mergedwith", (one.merged ?? []).join(" ")),
    `<date xsi:type="xsd:int">${seconds}</date>`,
    `<log_modified xsi:type="xsd:int">${one.changed ?? seconds}</log_modified>`,
    `<bug_num xsi:type="xsd:int">${one.bug}</bug_num>`,
    `<fixed_versions soapenc:arrayType="xsd:anyType[${one.fixed?.length ?? 0}]" xsi:type="soapenc:Array">${(one.fixed ?? []).map((version) => text("item", version)).join("")}</fixed_versions>`,
    '<found xsi:type="apachens:Map"/>',
    '<summary xsi:nil="true"/>',
  ].join("");
}

/** A number looks like one, text that is not printable ASCII goes in base64. */
function text(name: string, value: string): string {
  if (value === "") return `<${name} xsi:type="xsd:string"/>`;
  if (/^\d+$/.test(value)) return `<${name} xsi:type="xsd:int">${value}</${name}>`;
  if (/^[\n -~]*$/.test(value)) {
    const safe = value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
    return `<${name} xsi:type="xsd:string">${safe}</${name}>`;
  }
  return `<${name} xsi:type="xsd:base64Binary">${Buffer.from(value, "utf8").toString("base64")}</${name}>`;
}

function array(items: readonly string[]): string {
  return `<soapenc:Array soapenc:arrayType="xsd:anyType[${items.length}]" xsi:type="soapenc:Array">${items.join("")}</soapenc:Array>`;
}

function envelope(method: string, value: string): string {
  const answer = `<${method}Response xmlns="urn:Debbugs/SOAP">${value}</${method}Response>`;
  return `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope ${NAMES}><soap:Body>${answer}</soap:Body></soap:Envelope>`;
}

function fault(reason: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><soap:Envelope ${NAMES}><soap:Body><soap:Fault><faultcode>soap:Server</faultcode><faultstring>${reason}</faultstring></soap:Fault></soap:Body></soap:Envelope>`;
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function misbehave(response: ServerResponse, how: Fault | undefined, answer: string): void {
  const send = (status: number, type: string, body: string | Buffer): void => {
    response.writeHead(status, { "content-type": type }).end(body);
  };
  const xml = "text/xml; charset=utf-8";
  switch (how) {
    case undefined:
      send(answer.includes("soap:Fault") ? 500 : 200, xml, answer);
      return;
    case "fault":
      send(500, xml, fault("Too many \u001b[31mrequests &lt;today&gt;").replace("\u001b", "&#155;"));
      return;
    case "page":
      send(200, "text/html", "<!DOCTYPE html><html><p>Down for maintenance</p></html>");
      return;
    case "unavailable":
      send(503, "text/html", "busy");
      return;
    case "moved":
      response.writeHead(302, { location: "http://169.254.169.254/" }).end();
      return;
    case "cut":
      response.writeHead(200, { "content-type": xml, "content-length": Buffer.byteLength(answer) });
      response.write(answer.slice(0, answer.length / 2), () => response.destroy());
      return;
    case "drip": {
      response.writeHead(200, { "content-type": xml });
      const timer = setInterval(() => response.write(" "), 200);
      response.on("close", () => clearInterval(timer));
      return;
    }
    case "huge": {
      response.writeHead(200, { "content-type": xml });
      const piece = Buffer.alloc(1024 * 1024, " ");
      const more = (): void => {
        if (response.writable) response.write(piece, (error) => !error && setImmediate(more));
      };
      more();
      return;
    }
    case "latin1":
      send(200, xml, Buffer.from(answer.replace("<soap:Body>", "<soap:Body><!-- \u00fc -->"), "latin1"));
      return;
    case "entity":
      send(200, xml, answer.replace("?>", '?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'));
      return;
    case "other-method":
      send(200, xml, envelope("get_usertag", ""));
  }
}
