import { z } from "zod";

/** What `index.json` of an export holds; loaded only where one is read. */
export const INDEX_FORM = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      bytes: z.number(),
      sha256: z.string(),
      changed: z.iso.datetime(),
      revisions: z.array(z.iso.datetime()).min(1).optional(),
      content: z.string().optional(),
    }),
  ),
});
