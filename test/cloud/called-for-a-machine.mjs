// Stands in for a call of the state machine to a service that the emulator's machines do not reach. The function's name
// says which: rehearsal-<service>-<action>. There is no QuickSight in the emulator; its calls do nothing.
const [, service, action] = /^rehearsal-(\w+)-(\w+)$/.exec(process.env.AWS_LAMBDA_FUNCTION_NAME);

export async function handler(input) {
  if (service === 'quicksight') return {};
  const { AWS_ACCESS_KEY_ID: key, AWS_REGION: region, AWS_ENDPOINT_URL: endpoint } = process.env;
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${action.charAt(0).toUpperCase()}${action.slice(1)}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${key}/20260101/${region}/cognito-idp/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(input),
  });
  const answered = await response.json();
  if (response.ok) return answered;
  const kind = String(answered.__type).split('#').at(-1);
  throw Object.assign(new Error(answered.message), { name: `CognitoIdentityProvider.${kind}` });
}
