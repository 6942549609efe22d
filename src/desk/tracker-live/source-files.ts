import { join } from "node:path";
import { createSourceTable } from "../../tracker/index.ts";
import { currentFacts, openSources, type SourcesFile } from "../tracker-facts/read-facts.ts";

const NONE: SourcesFile = { sourcesStamp: "", sources: async () => createSourceTable().versions };

/** Source versions as the server's helper has left them below `place`; opened anew only when there are others. */
export function knownSources(place: string): { current(): Promise<SourcesFile> } {
  let known = NONE;
  let opened = "";
  return {
    async current() {
      const name = await currentFacts(place);
      if (name === null || name === opened) return known;
      known = await openSources(join(place, name));
      opened = name;
      return known;
    },
  };
}
