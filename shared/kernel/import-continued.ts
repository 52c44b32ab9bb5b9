import * as z from 'zod';

export const ImportId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);

/** What the event of an import carries: which one, and how many of its rows are behind us. */
export const ImportContinued = z.object({ import: ImportId, from: z.int().min(0) });
