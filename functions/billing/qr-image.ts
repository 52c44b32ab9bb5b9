/** Level M survives a smudge of 15 percent; a phone wants a quiet zone of four modules (ISO/IEC 18004). */
const drawing = { errorCorrectionLevel: 'M', margin: 4 } as const;

/** Loaded at the first picture: most requests draw none, and a function reads all it imports at its start. */
const loaded = async () => (await import('qrcode')).default;

/** The payload as a black-and-white PNG, eight pixels a module: some 450 pixels for a bill, sharp on paper and screen. */
export const qrPng = async (payload: string): Promise<Uint8Array> =>
  (await loaded()).toBuffer(payload, { ...drawing, type: 'png', scale: 8 });

/** The payload as SVG text that takes the size of its place. */
export const qrSvg = async (payload: string): Promise<string> =>
  (await loaded()).toString(payload, { ...drawing, type: 'svg' });
