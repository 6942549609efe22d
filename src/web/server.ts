import formbody from "@fastify/formbody";
import type { FastifyInstance } from "fastify";
import { answerErrorsAsPages } from "./http/errors.tsx";
import { addHeaders } from "./http/headers.ts";
import type { WebOptions } from "./http/options.ts";
import { createPageCache } from "./http/page-cache.ts";
import { createVisits, isSecure } from "./http/visit.ts";
import { disclosureRoutes } from "./routes/cases/disclosure.tsx";
import { roleKeyRoutes } from "./routes/cases/key.tsx";
import { casesRoutes } from "./routes/cases/routes.tsx";
import { decideRoutes } from "./routes/decide.tsx";
import { editRoutes } from "./routes/edit.tsx";
import { listRoutes } from "./routes/lists.tsx";
import { loginRoutes } from "./routes/login.tsx";
import { styleRoutes } from "./routes/style.ts";
import { teamRoutes } from "./routes/team.tsx";
import { trackerRoutes } from "./routes/tracker/routes.tsx";
import { updateRoutes } from "./routes/update.tsx";
import { loadStylesheet } from "./style/stylesheet.ts";

/** Larger than any signed text that a form may carry, once it is encoded. */
const LARGEST_FORM = 4 * 1024 * 1024;

/**
 * Hangs the pages on a server. They take every address that no other interface has taken: what is not found anywhere
 * is answered by their page. Call it once, before the server is ready.
 */
export function registerWeb(app: FastifyInstance, options: WebOptions): void {
  const stylesheet = loadStylesheet();
  const openVisit = createVisits(options, stylesheet);
  const parts = { options, openVisit, cache: createPageCache() };
  app.register(async (scope) => {
    // Forms only: no other kind of body is read.
    scope.removeAllContentTypeParsers();
    await scope.register(formbody, { bodyLimit: LARGEST_FORM });
    addHeaders(scope, isSecure(options));
    answerErrorsAsPages(scope, options, stylesheet, openVisit);
    styleRoutes(scope, stylesheet);
    listRoutes(scope, parts);
    updateRoutes(scope, parts);
    decideRoutes(scope, parts);
    editRoutes(scope, parts);
    teamRoutes(scope, parts);
    loginRoutes(scope, parts);
    if (options.cases) casesRoutes(scope, parts, options.cases);
    if (options.cases && options.disclosures) disclosureRoutes(scope, parts, options.cases, options.disclosures);
    if (options.cases && options.sealed) roleKeyRoutes(scope, parts, options.sealed);
    if (options.tracker) trackerRoutes(scope, parts, options.tracker);
  });
}
