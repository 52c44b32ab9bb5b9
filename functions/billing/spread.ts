/**
 * Which of `over` places an id falls to, 0 first: by its last hex digit, which is random in a UUIDv7. What would be one
 * hot item or partition of a hospital is spread so; the same id always falls to the same place.
 */
export const spread = (id: string, over: 2 | 4 | 8 | 16): number => Number.parseInt(id.slice(-1), 16) % over;
