/** 128 bits in base 36 are at most 25 characters. */
const tailLength = 25;
/** FHIR R4 datatypes: an id has at most 64 characters. */
const maxLength = 64;

/**
 * The id of a resource of a visit: the visit's id, `-`, and a UUIDv7 in base 36, which keeps the order of time. It
 * names the place where the resource lies, so a resource is read by its id at once, strongly consistent, and without a
 * second item that would have to be kept in step. `place` keeps those written at one moment in the order given.
 * @throws RangeError when the visit's id leaves no room; ours are 36 characters long.
 */
export function resourceId(encounter: string, uuid: string, place = 0): string {
  const tail = (BigInt(`0x${uuid.replaceAll('-', '')}`) + BigInt(place)).toString(36).padStart(tailLength, '0');
  const id = `${encounter}-${tail}`;
  if (id.length > maxLength) throw new RangeError('the id of the visit is too long for a FHIR id');
  return id;
}

/** The visit in whose record this resource lies; undefined when the id was not made by `resourceId`. */
export function encounterOf(id: string): string | undefined {
  return new RegExp(`^(.+)-[0-9a-z]{${tailLength}}$`).exec(id)?.[1];
}
