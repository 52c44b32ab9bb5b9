import { Stack, type StackProps } from 'aws-cdk-lib';
import { type HttpApi, HttpMethod, HttpRoute, HttpRouteKey } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';

/** A function and the routes that lead to it. */
export interface Routed {
  /** The name of the handler. */
  readonly handler: string;
  readonly lambda: IFunction;
  /** `POST /v1/...` by the name of the door. */
  readonly routes: readonly { readonly door: string; readonly route: string }[];
}

interface RoutesStackProps extends StackProps {
  readonly api: HttpApi;
  readonly routed: readonly Routed[];
}

/**
 * The routes of one context. They are a stack of their own beside its functions: a context with a hundred routes would
 * come near the 500 resources that a stack may have.
 */
export class RoutesStack extends Stack {
  constructor(scope: Construct, id: string, { api, routed, ...props }: RoutesStackProps) {
    super(scope, id, props);
    for (const { handler, lambda, routes } of routed) {
      // One permission for the API as a whole: one for each route would overflow the function's policy at 30 to 50.
      const integration = new HttpLambdaIntegration(`${upper(handler)}Integration`, lambda, {
        scopePermissionToRoute: false,
      });
      for (const { door, route } of routes) {
        const [method = '', path = ''] = route.split(' ');
        const routeKey = HttpRouteKey.with(path, HttpMethod[method as keyof typeof HttpMethod]);
        new HttpRoute(this, `${upper(door)}Route`, { httpApi: api, routeKey, integration });
      }
    }
  }
}

const upper = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
