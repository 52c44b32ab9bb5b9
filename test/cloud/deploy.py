"""Deploys the synthesised stacks to a local AWS emulator, as the deployment tool would, and says what it left out.

Usage: deploy.py ASSEMBLY ENDPOINT PUBLIC_JWK PLACE
Writes the API's id and the origin secret to the file PLACE. What the emulator cannot carry is named in MISSING; what it
gets wrong is put right here and nowhere in the product (docs/cloud-rehearsal.md says how each is checked instead).
"""
import io
import json
import os
import sys
import time
import zipfile

import boto3

assembly, endpoint, jwk_path, place = sys.argv[1:5]
ACCOUNT, REGION = "111111111111", "ap-southeast-1"
STACKS = ["Data", "Events", "Edge", "Keys", "Tenants", "Identity", "Insurance", "Queue", "Encounters", "Records", "Billing", "Imaging", "Analytics"]
MISSING = {"AWS::Backup::BackupVault", "AWS::Backup::BackupPlan", "AWS::Backup::BackupSelection", "AWS::Events::Archive"}
ORIGIN = "rehearsal-origin-secret"

connect = dict(endpoint_url=endpoint, region_name=REGION, aws_access_key_id=ACCOUNT, aws_secret_access_key="rehearsal")
s3, formation, functions = (boto3.client(name, **connect) for name in ("s3", "cloudformation", "lambda"))
ASSETS = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"


def packed(folder):
    """The zip of a folder, as bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for parent, _, names in os.walk(folder):
            for name in names:
                path = os.path.join(parent, name)
                archive.write(path, os.path.relpath(path, folder))
    return buffer.getvalue()


def upload(stack):
    """Puts the assets of a stack where its template looks for them."""
    with open(os.path.join(assembly, f"{stack}.assets.json")) as file:
        assets = json.load(file)["files"].values()
    for asset in assets:
        path = os.path.join(assembly, asset["source"]["path"])
        body = packed(path) if asset["source"]["packaging"] == "zip" else open(path, "rb").read()
        for destination in asset["destinations"].values():
            s3.put_object(Bucket=ASSETS, Key=destination["objectKey"], Body=body)


def carried(stack):
    """The template without resources of types that the emulator does not know."""
    with open(os.path.join(assembly, f"{stack}.template.json")) as file:
        template = json.load(file)
    gone = {name for name, resource in template["Resources"].items() if resource["Type"] in MISSING}
    template["Resources"] = {name: resource for name, resource in template["Resources"].items() if name not in gone}
    for resource in template["Resources"].values():
        needs = resource.get("DependsOn")
        if isinstance(needs, list):
            resource["DependsOn"] = [name for name in needs if name not in gone]
        elif needs in gone:
            del resource["DependsOn"]
    return json.dumps(template), len(gone)


def deploy(stack):
    upload(stack)
    body, gone = carried(stack)
    key, name, started = f"templates/{stack}.json", f"smart-hospital-{stack.lower()}", time.time()
    s3.put_object(Bucket=ASSETS, Key=key, Body=body.encode())
    formation.create_stack(StackName=name, TemplateURL=f"{endpoint}/{ASSETS}/{key}", Capabilities=["CAPABILITY_NAMED_IAM"])
    status = "CREATE_IN_PROGRESS"
    while status.endswith("IN_PROGRESS") and time.time() - started < 120:
        time.sleep(0.2)
        status = formation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    print(f"{stack:12} {status} {time.time() - started:.1f} s, {gone} resources left out", flush=True)
    if status != "CREATE_COMPLETE":
        for event in formation.describe_stack_events(StackName=name)["StackEvents"]:
            if "FAILED" in event["ResourceStatus"]:
                print("  ", event["LogicalResourceId"], event["ResourceType"], event.get("ResourceStatusReason", ""))
        sys.exit(1)


s3.create_bucket(Bucket=ASSETS, CreateBucketConfiguration={"LocationConstraint": REGION})
boto3.client("ssm", **connect).put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String", Overwrite=True)
for one in STACKS:
    deploy(one)

# CloudFormation makes a bucket's Object Lock on AWS; the emulator takes the property and does nothing.
for bucket in s3.list_buckets()["Buckets"]:
    if "-records-" in bucket["Name"] or "-images-" in bucket["Name"]:
        rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 3653}}
        s3.put_object_lock_configuration(Bucket=bucket["Name"], ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule})

# Tokens of the rehearsal's own key in Cognito's place; a secret without the punctuation that the emulator puts in; and
# where the emulator listens, for functions that would ask AWS itself.
with open(jwk_path) as file:
    jwk = file.read()
for function in functions.list_functions()["Functions"]:
    variables = function.get("Environment", {}).get("Variables", {})
    variables["AWS_ENDPOINT_URL"] = endpoint
    if "TOKEN_ISSUER" in variables:
        variables.pop("TOKEN_JWKS_URL", None)
        variables.update(TOKEN_ISSUER="urn:rehearsal", TOKEN_PUBLIC_JWK=jwk, ORIGIN_SECRETS=ORIGIN)
    functions.update_function_configuration(FunctionName=function["FunctionName"], Environment={"Variables": variables})

api = boto3.client("apigatewayv2", **connect).get_apis()["Items"][0]["ApiId"]
with open(place, "w") as file:
    json.dump({"api": api, "secret": ORIGIN}, file)
