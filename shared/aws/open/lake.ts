import { AthenaClient } from '@aws-sdk/client-athena';
import { FirehoseClient } from '@aws-sdk/client-firehose';
import type { Lake } from '../../ports/world.ts';
import { type ClientConfig, type Environment, required } from '../environment.ts';
import { awsLake } from '../lake.ts';

/** The lake port as this function was deployed. */
export const openLake = (config: ClientConfig, env: Environment): Lake =>
  awsLake(new FirehoseClient(config), new AthenaClient(config), {
    streamPrefix: required(env, 'LAKE_STREAM_PREFIX'),
    database: required(env, 'LAKE_DATABASE'),
    workGroup: required(env, 'LAKE_WORKGROUP'),
  });
