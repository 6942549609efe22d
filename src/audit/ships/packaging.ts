import { type Convention, outside } from "./place.ts";

const RECIPE = /(?:^|\/)(?:(?:GNUm|[Mm])akefile(?:\.am|\.in)?|debian\/rules|[^/]+\.mk|[^/]+\.spec(?:\.in)?)$/;

/** Recipes that install files with their owners and modes do not ship, and say what does. */
export const packaging: Convention = (path) => (RECIPE.test(path) ? outside("build") : undefined);
