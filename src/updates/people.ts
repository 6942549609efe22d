import type { Distribution, Person } from "../distribution/index.ts";

export function mayUpload(person: Person, source: string): boolean {
  return person.mayUpload.includes("*") || person.mayUpload.includes(source);
}

export function personNamed(definition: Distribution, id: string): Person | undefined {
  return definition.people.find((person) => person.id === id);
}
