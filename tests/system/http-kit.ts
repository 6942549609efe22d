import { createHmac } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect } from "vitest";
import { runCommandLine } from "../../src/cli/frame/run.ts";
import { type Cast, type Name, writeCast } from "./embargo-definition.ts";
import { openSession } from "./embargo-updates.ts";
import { type DeskWorld, openDeskWorld, tokenOf } from "./embargo-world.ts";
import { scratch } from "./store-support.ts";

/*
 * A desk that listens on a real port, asked as programs ask it: by the interface with a token, and by the command line.
 */

export interface HttpAnswer {
  readonly status: number;
  readonly type: string;
  /** Of a JSON answer; null of an empty one and of bytes. */
  // biome-ignore lint/suspicious/noExplicitAny: a test says what it expects in it.
  readonly json: any;
  readonly bytes: Buffer;
}

export interface HttpPage {
  readonly status: number;
  readonly location: string | null;
  readonly html: string;
}

export interface HttpDesk {
  readonly world: DeskWorld;
  readonly cast: Cast;
  readonly url: string;
  /** Asks as a person, or without a token; a body that is a string is sent as it is. */
  call(who: Name | null, method: string, path: string, body?: unknown): Promise<HttpAnswer>;
  /** Lets the desk's clock go as this machine's does: signatures are made by its hour. */
  runClock(): Promise<void>;
  /** Opens a page as a person; a form is posted with what shows that it is the person's own. */
  page(who: Name, path: string, form?: Readonly<Record<string, string>>): Promise<HttpPage>;
  /** Runs `sameday` with these words and this person's token. */
  run(who: Name | null, ...words: string[]): Promise<{ exit: number; out: string; err: string }>;
  close(): Promise<void>;
}

export const EVERYBODY = ["leo", "pia", "mo", "kit", "eve", "ada"] as const;

export async function openHttpDesk(): Promise<HttpDesk> {
  const place = await scratch();
  const cast = await writeCast(place.directory);
  const world = await openDeskWorld(cast);
  const url = await world.app.listen({ host: "127.0.0.1", port: 0 });
  for (const name of EVERYBODY) {
    await openSession(world, name);
    await writeFile(join(place.directory, `token-${name}`), tokenOf(name));
  }
  return {
    world,
    cast,
    url,
    async call(who, method, path, body) {
      const response = await fetch(`${url}${path}`, {
        method,
        headers: {
          ...(who === null ? {} : { authorization: `Bearer ${tokenOf(who)}` }),
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
        redirect: "manual",
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const type = response.headers.get("content-type") ?? "";
      const json = type.startsWith("application/json") ? JSON.parse(bytes.toString()) : null;
      return { status: response.status, type, json, bytes };
    },
    async runClock() {
      (world.context.clock as { now: () => Date }).now = () => new Date();
      const [now, later] = [new Date(), new Date(Date.now() + 3_600_000)];
      const times = { created_at: now, last_seen_at: now, expires_at: later };
      await world.context.store.db.updateTable("session").set(times).execute();
    },
    async page(who, path, form) {
      const csrf = createHmac("sha256", tokenOf(who)).update("sameday form").digest("base64url");
      const response = await fetch(`${url}${path}`, {
        headers: { cookie: `sameday=${tokenOf(who)}`, "sec-fetch-site": "same-origin" },
        ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams({ ...form, csrf }) }),
        redirect: "manual",
      });
      return { status: response.status, location: response.headers.get("location"), html: await response.text() };
    },
    async run(who, ...words) {
      const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
      const streams = { stdin, stdout, stderr } as unknown as Pick<NodeJS.Process, "stdin" | "stdout" | "stderr">;
      const token = who === null ? "absent" : `token-${who}`;
      const environment = {
        HOME: join(place.directory, "home"),
        SAMEDAY_DESK: url,
        SAMEDAY_TOKEN_FILE: join(place.directory, token),
      };
      const all = [...words, "--data", join(place.directory, "no-data")];
      const exit = await runCommandLine(all, { streams, environment });
      return { exit, out: String(stdout.read() ?? ""), err: String(stderr.read() ?? "") };
    },
    async close() {
      await world.close();
      await place.remove();
    },
  };
}

/** The one form of every refusal: code, sentence, what to do, and a reference for the log. */
export function refusal(code: string) {
  return {
    error: {
      code,
      message: expect.stringMatching(/\S/),
      next: expect.stringMatching(/\S/),
      reference: expect.stringMatching(/^\S+$/),
    },
  };
}
