/** What a banking app takes from a VietQR code. */
interface ScannedQr {
  /** Six digits that name the bank. */
  readonly bin: string;
  readonly account: string;
  /** Whole dong; absent when the payer is to type it. */
  readonly amount?: number;
  /** The text that goes onto the statement. */
  readonly purpose: string;
  readonly payee: string;
}

const napas = 'A000000727';

/** CRC-16 with polynomial 1021 and start FFFF, as EMVCo has it, bit by bit. */
function checksum(text: string): string {
  let sum = 0xffff;
  for (const byte of new TextEncoder().encode(text)) {
    sum ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) sum = sum & 0x8000 ? ((sum << 1) ^ 0x1021) & 0xffff : (sum << 1) & 0xffff;
  }
  return sum.toString(16).toUpperCase().padStart(4, '0');
}

/** Two digits of id, two of length, value. @throws Error when it does not add up or an id comes twice. */
function objects(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const head = /^(\d{2})(\d{2})/.exec(text.slice(at, at + 4));
    const [, id = '', length = ''] = head ?? [];
    const value = text.slice(at + 4, at + 4 + Number(length));
    if (!head || value.length !== Number(length) || found.has(id)) throw new Error('this is no EMVCo code');
    found.set(id, value);
    at += 4 + value.length;
  }
  return found;
}

/**
 * Reads a VietQR code the way the bank's side does: by the format alone, with nothing taken from the code that wrote
 * it. @throws Error when a bank would not take it.
 */
export function readVietQr(payload: string): ScannedQr {
  const body = payload.slice(0, -4);
  if (!body.endsWith('6304') || checksum(body) !== payload.slice(-4)) throw new Error('the checksum does not hold');
  const root = objects(payload);
  const transfer = objects(root.get('38') ?? '');
  if (transfer.get('00') !== napas || root.get('53') !== '704' || root.get('58') !== 'VN') {
    throw new Error('this is no transfer in dong through NAPAS');
  }
  const beneficiary = objects(transfer.get('01') ?? '');
  const bin = beneficiary.get('00');
  const account = beneficiary.get('01');
  if (!bin || !account) throw new Error('the code names no account');
  const amount = root.get('54');
  return {
    bin,
    account,
    ...(amount !== undefined && { amount: Number(amount) }),
    purpose: objects(root.get('62') ?? '').get('08') ?? '',
    payee: root.get('59') ?? '',
  };
}
