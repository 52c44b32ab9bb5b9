import { Logger } from '@aws-lambda-powertools/logger';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { type Environment, required } from '../environment.ts';
import { streamRelay } from '../relay.ts';

/** The relay as its function was deployed. */
export function openRelay(env: Environment) {
  const logger = new Logger({ serviceName: 'relay' });
  return streamRelay(new EventBridgeClient({}), required(env, 'BUS_NAME'), ({ level, message, ...fields }) =>
    logger[level](message, fields),
  );
}
