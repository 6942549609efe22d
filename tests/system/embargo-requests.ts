import { createHmac } from "node:crypto";
import { createRequestSignature } from "../../src/evidence/index.ts";
import type { Cast, Name } from "./embargo-definition.ts";
import { contentOf, openSession, PUBLIC, SECRET, sha256, type Words } from "./embargo-updates.ts";
import { type DeskWorld, NOW, type Route, tokenOf } from "./embargo-world.ts";

/** Who asks. A builder's key is that of one without trust for embargoed work; the tester's token is for the embargoed queue. */
export type Asker = Name | "nobody" | "builder" | "tester";

export interface Asked {
  readonly route: Route;
  /** Path and query. */
  readonly path: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Queries that bring out what a route holds; a route that is not named here is asked without one. */
const QUERIES: Readonly<Record<string, (words: Words) => readonly string[]>> = {
  "/": () => ["", "?page=2"],
  "/updates": () => ["?list=others", "?list=itself", "?list=ended", "?list=you"],
  "/updates/:id/log": () => ["?step=build+amd64", "?step=build+amd64&whole=yes", "?step=nothing"],
  "/updates/:id/evidence": () => ["?step=build+amd64"],
  "/updates/:id/report": (words) => [`?name=${words.source}-report.txt`],
  "/updates/:id/override": () => ["", "?reason=x"],
  "/packages": (words) => [`?name=${words.source}`],
  "/audit": (words) => ["", `?object=${words.id}`, "?object=another"],
  "/api/v1/updates/:id/log": () => ["?step=build+amd64"],
  "/api/v1/updates/:id/approval": () => ["?decision=approve"],
};

/** Values of a route's parameters; one that is not named here gets the update's id. */
const PARAMETERS: Readonly<Record<string, (words: Words) => string>> = {
  sha256: (words) => sha256(contentOf(words)),
  sha: (words) => sha256(contentOf(words)),
  codename: () => "bookworm",
  name: (words) => words.source,
  lease: (words) => `held-${words.source}`,
  use: () => "archive",
  token: () => "a-token-that-nobody-was-given",
  "*": (words) => `pool/main/${words.source}_amd64.deb`,
};

/** Every address of a route, once about the public and once about the embargoed update. */
export function addressesOf(route: Route): readonly Asked[] {
  const asked = [PUBLIC, SECRET].flatMap((words) => {
    const path = route.url.replace(/:(\w+)|\*/g, (whole, name?: string) => {
      const value = PARAMETERS[name ?? whole] ?? (({ id }) => id);
      return encodeURIComponent(value(words)).replaceAll("%2F", "/");
    });
    return (QUERIES[route.url]?.(words) ?? [""]).map((query) => path + query);
  });
  return [...new Set(asked)].map((path) => ({ route, path }));
}

/** Fields that forms and calls take, all at once; strict ones have their own. */
const FIELDS = {
  ...{
    person: "leo",
    password: "a password of a guesser",
    again: "another one",
    code: "000000",
    token: "x".repeat(43),
  },
  ...{ decision: "approve", reason: "x", signed: "not signed", step: "build amd64", verdict: "works", note: "fine" },
  ...{ queue: "public", holder: "a tester", id: "1", back: "/" },
};
const BODIES: Readonly<Record<string, object>> = {
  "/api/v1/queue-tokens": { queue: "public", holder: "a tester" },
};

/** Asks as this person would: pages with cookie and form, interfaces with a token, builders with their signature. */
export async function ask(world: DeskWorld, cast: Cast, asker: Asker, { route, path }: Asked, testerToken: string) {
  const isForm = !/^\/(?:api|builder|archive|queues|keys)\b/.test(path);
  const hasBody = !["GET", "HEAD"].includes(route.method);
  const isPut = route.method === "PUT";
  const person = ["nobody", "builder", "tester"].includes(asker) ? null : (asker as Name);
  if (person) await openSession(world, person);
  const csrf = person ? createHmac("sha256", tokenOf(person)).update("sameday form").digest("base64url") : "";
  const body = BODIES[route.url] ?? FIELDS;
  const payload = isForm
    ? new URLSearchParams({ ...FIELDS, csrf }).toString()
    : isPut
      ? contentOf(path.includes(sha256(contentOf(SECRET))) ? SECRET : PUBLIC)
      : JSON.stringify(body);
  const signed = sha256(hasBody ? Buffer.from(payload) : "");
  world.seed(`${asker} ${route.method} ${path}`);
  const nonce = Buffer.from(sha256(`${asker} ${route.method} ${path}`))
    .toString("base64url")
    .slice(0, 40);
  const sent = { method: route.method, path, time: NOW, nonce, bodySha256: signed };
  const authorization = {
    nobody: "",
    builder: createRequestSignature(sent, "elm", cast.elm),
    tester: `Basic ${Buffer.from(`tester:${testerToken}`).toString("base64")}`,
  };
  const by = person ? `Bearer ${tokenOf(person)}` : authorization[asker as keyof typeof authorization];
  const type = isForm ? "application/x-www-form-urlencoded" : isPut ? "application/octet-stream" : "application/json";
  const response = await world.app.inject({
    method: route.method as "GET",
    url: path,
    headers: {
      ...(by === "" ? {} : { authorization: by }),
      ...(person ? { cookie: `sameday=${tokenOf(person)}` } : {}),
      ...(hasBody ? { "content-type": type, "sec-fetch-site": "same-origin" } : {}),
    },
    ...(hasBody ? { payload } : {}),
    // An address each, so that no pause for guessers stands in for the answer.
    remoteAddress: addressOf(`${asker} ${route.method} ${path}`),
  });
  await world.told();
  const { date: _, ...headers } = response.headers;
  return { status: response.statusCode, headers, body: response.body } satisfies Answer;
}

function addressOf(text: string): string {
  return `10.${[...Buffer.from(sha256(text), "hex").subarray(0, 3)].join(".")}`;
}
