import { setTimeout as sleep } from 'node:timers/promises';

/** Answers that say "not now" and leave nothing done, and lost answers, after which the same request may be sent again. */
const passing = new Set([
  'ConditionalRequestConflict',
  'InternalErrorException',
  'InternalFailure',
  'InternalServerError',
  'InternalServerException',
  'KMSInternalException',
  'OperationAborted',
  'PriorRequestNotComplete',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeout',
  'ServiceUnavailable',
  'ServiceUnavailableException',
  'SlowDown',
  'ThrottlingException',
  'TimeoutError',
  'TooManyRequestsException',
  'TransactionConflictException',
  'TransactionInProgressException',
]);
const lostConnections = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT']);
const passingReasons = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

/** Why each action of a cancelled transaction was refused, in the order of the actions; undefined for other errors. */
export function cancellationReasons(error: unknown): readonly string[] | undefined {
  if (!(error instanceof Error) || error.name !== 'TransactionCanceledException') return undefined;
  if (!('CancellationReasons' in error) || !Array.isArray(error.CancellationReasons)) return [];
  return error.CancellationReasons.map((reason: { Code?: string }) => reason.Code ?? 'None');
}

/** True when the same request may well succeed in a moment. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const refused = cancellationReasons(error)?.filter((reason) => reason !== 'None');
  if (refused) return refused.length > 0 && refused.every((reason) => passingReasons.has(reason));
  if (passing.has(error.name)) return true;
  if ('code' in error && typeof error.code === 'string' && lostConnections.has(error.code)) return true;
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status !== undefined && status >= 500;
}

const firstPauseMs = 25;
const longestPauseMs = 400;
/** A person waits no longer than this for a busy item (two seconds), then sees a failure. */
const defaultPatienceMs = 2_000;

/** Full jitter: a random part of a pause that doubles with each turn, so that those who collided spread out. */
export const pauseMs = (turn: number): number =>
  Math.random() * Math.min(longestPauseMs, firstPauseMs * 2 ** (turn - 1));

/**
 * Sends a request again while the answer is passing and the patience lasts. The request must be harmless when repeated.
 * @throws the last error.
 */
export async function patiently<T>(request: () => Promise<T>, patienceMs: number = defaultPatienceMs): Promise<T> {
  const end = performance.now() + patienceMs;
  for (let turn = 1; ; turn++) {
    try {
      return await request();
    } catch (error) {
      const pause = pauseMs(turn);
      if (!isPassing(error) || performance.now() + pause > end) throw error;
      await sleep(pause);
    }
  }
}
