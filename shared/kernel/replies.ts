import * as z from 'zod';

/** Bytes as a door hands them out, whatever buffer they lie in. */
export const Bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array);

/** What a `page` door answers: a page or picture for a person's browser. Text goes out as UTF-8. */
export const PageReply = z.object({ contentType: z.string(), body: z.union([z.string(), Bytes]) });

/** What a `provider` door answers: the very status and body that this provider expects. No body is no content. */
export const ProviderReply = z.object({ status: z.int(), body: z.unknown() });
