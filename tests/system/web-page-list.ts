import type { Page } from "playwright-core";
import type { Person } from "../../src/distribution/index.ts";
import { SamedayError } from "../../src/kernel/index.ts";
import type { DeskReads } from "../../src/web/index.ts";
import { exampleReads } from "./web-desk.ts";
import { BOARD, LEO } from "./web-example.ts";

/** A page as somebody comes to it. */
export interface Visited {
  readonly path: string;
  readonly person: Person | null;
  /** What is done there so that the page appears which is meant: the answer to a form. */
  readonly act?: (page: Page) => Promise<void>;
  /** The route that answers then. */
  readonly answers?: string;
}

const page = (path: string, person: Person | null): Visited => ({ path, person });

/** Every page of the desk; a test compares the list with the routes. */
export const PAGES: readonly Visited[] = [
  page("/", LEO),
  page("/", null),
  page("/?page=9", LEO),
  page("/updates?list=ended", LEO),
  page("/issues", LEO),
  page("/releases", LEO),
  page("/releases/bookworm", LEO),
  page("/packages/memcached", LEO),
  page("/updates/U-41", LEO),
  page("/updates/U-43", LEO),
  page("/updates/U-43", null),
  page("/updates/U-41/difference", LEO),
  page("/updates/U-41/difference?file=debian/rules", LEO),
  page("/updates/U-41/log?step=build+amd64", LEO),
  page("/updates/U-41/approve", LEO),
  page("/updates/U-43/override", LEO),
  page("/updates/U-43/override?reason=Only+a+time+stamp", LEO),
  page("/updates/U-43/publish", LEO),
  page("/updates/U-41/send-back", LEO),
  page("/updates/U-41/edit", LEO),
  page("/people", LEO),
  page("/tokens", LEO),
  page("/audit", LEO),
  page("/drills", LEO),
  page("/audits", LEO),
  page("/account", LEO),
  page("/login", null),
  page("/login/once/ttttttttttttttttttttttttttttttttttttttttttt", null),
  // Errors: 401, 404, 409, 500.
  page("/people", null),
  page("/no-such-page", null),
  page("/packages/contested", LEO),
  page("/packages/broken", LEO),
  {
    path: "/login",
    person: null,
    answers: "/login/challenge",
    act: async (at) => {
      await at.locator("form[action='/login/challenge'] input[name=person]").fill("leo");
      await at.getByRole("button", { name: "Get the text to sign" }).click();
    },
  },
  {
    path: "/tokens",
    person: LEO,
    answers: "/tokens",
    act: async (at) => {
      await at.getByLabel("For whom").fill("lab");
      await at.getByRole("button", { name: "Give a token, as leo" }).click();
    },
  },
  {
    path: "/updates/U-41/approve",
    person: LEO,
    answers: "/updates/:id/decision",
    act: async (at) => {
      await at.getByLabel("3. The signed text").fill("not signed");
      await at.getByRole("button", { name: "Approve U-41 as the signer" }).click();
    },
  },
  // The last one of its reader: it ends all sessions.
  {
    path: "/account",
    person: LEO,
    answers: "/account/password",
    act: async (at) => {
      await at.getByLabel("New password").fill("a sentence is good");
      await at.getByLabel("The same again").fill("a sentence is good");
      await at.getByRole("button", { name: "Set the password of leo" }).click();
    },
  },
];

const NOTHING = { total: 0, rows: [] };

/** The example's state, with an empty board as its ninth page and packages that cannot be shown. */
export function readsOfEveryPage(): Partial<DeskReads> {
  const reads = exampleReads();
  return {
    async board(reader, at) {
      if (at !== 9) return reads.board(reader, at);
      const issues = { ...BOARD.issues, ...NOTHING };
      const rows = { you: NOTHING, others: NOTHING, itself: NOTHING, fixed: [], warnings: [], audits: [] };
      return { ...BOARD, ...rows, issues, late: 0, open: 0 };
    },
    async package(name, reader, at) {
      if (name === "contested") throw new SamedayError("CONFLICT", "Somebody else has just changed it.");
      if (name === "broken") throw new Error("a fault of the program");
      return reads.package(name, reader, at);
    },
  };
}
