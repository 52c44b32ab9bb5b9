import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { TenantId } from '../../kernel/ids.ts';
import type { Standings } from '../../ports/world.ts';
import { type ClientConfig, type Environment, required } from '../environment.ts';
import { dynamoStandings } from '../standings.ts';

/** The standings port as this function was deployed. */
export const openStandings = (
  _config: ClientConfig,
  env: Environment,
  _tenant: TenantId,
  store: DynamoDBDocumentClient,
): Standings => dynamoStandings(store, required(env, 'DIRECTORY_TABLE'));
