import type { Person } from "../../src/distribution/index.ts";
import { type ExampleCases, exampleCases } from "./web-cases.ts";
import { createExampleApp, tokenOf } from "./web-desk.ts";
import { PIA } from "./web-example.ts";

/** The headers of somebody who is logged in; of a stranger none. */
export const cookie = (person: Person | null) => (person ? { cookie: `sameday=${tokenOf(person)}` } : {});

/** The pages over the example's cases, as they begin, asked as a browser asks. */
export async function openCasePages() {
  const desk: ExampleCases = await exampleCases();
  const app = createExampleApp([], { cases: desk });
  return {
    desk,
    app,
    get: (url: string, person: Person | null = PIA) => app.inject({ url, headers: cookie(person) }),
    post: (url: string, form: Record<string, string>, person: Person = PIA, csrf = `form-of-${tokenOf(person)}`) =>
      app.inject({
        method: "POST",
        url,
        headers: {
          "sec-fetch-site": "same-origin",
          "content-type": "application/x-www-form-urlencoded",
          ...cookie(person),
        },
        payload: new URLSearchParams({ csrf, ...form }).toString(),
      }),
  };
}

export type CasePages = Awaited<ReturnType<typeof openCasePages>>;
