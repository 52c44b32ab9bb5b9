import qrcode from 'qrcode';

/** Level M survives a smudge of 15 percent; a phone wants a quiet zone of four modules (ISO/IEC 18004). */
const drawing = { errorCorrectionLevel: 'M', margin: 4 } as const;

/** The payload as a black-and-white PNG, eight pixels a module: some 450 pixels for a bill, sharp on paper and screen. */
export const qrPng = async (payload: string): Promise<Uint8Array> =>
  qrcode.toBuffer(payload, { ...drawing, type: 'png', scale: 8 });

/** The payload as SVG text that takes the size of its place. */
export const qrSvg = (payload: string): Promise<string> => qrcode.toString(payload, { ...drawing, type: 'svg' });
