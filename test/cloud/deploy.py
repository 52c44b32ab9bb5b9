"""Deploys the synthesised stacks to a local AWS emulator, as the deployment tool would, and says what it left out.

Usage: deploy.py ASSEMBLY ENDPOINT GATE PLACE
GATE is the address of the gate, where functions find the keys of tokens. Writes what the gate must know to the file
PLACE. What the emulator cannot carry is named in ABSENT and MISSING; what it gets wrong is put right here and nowhere
in the product (docs/cloud-rehearsal.md says how each is checked instead).
"""
import io
import json
import os
import re
import sys
import time
import zipfile

import boto3

assembly, endpoint, gate, place = sys.argv[1:5]
ACCOUNT, REGION = "111111111111", "ap-southeast-1"
# Stacks that are not deployed, and why.
ABSENT = {"Front": "its log delivery and its reader of exports from another region are unknown to the emulator; the gate plays its part"}
MISSING = {
    "AWS::Backup::BackupSelection",
    "AWS::Events::Archive",
    "AWS::IoT::Policy",
    "AWS::QuickSight::DataSource",
    "AWS::QuickSight::DataSet",
    "AWS::QuickSight::Dashboard",
}
ORIGIN = "rehearsal-origin-secret"
COGNITO = f"https://cognito-idp.{REGION}.amazonaws.com"
# A reaction that failed is tried again after so many seconds: six times its limit, as deployed, would be minutes.
RETRY_SECONDS = 8

connect = dict(endpoint_url=endpoint, region_name=REGION, aws_access_key_id=ACCOUNT, aws_secret_access_key="rehearsal")
s3, formation, functions, queues, events, users = (
    boto3.client(name, **connect) for name in ("s3", "cloudformation", "lambda", "sqs", "events", "cognito-idp")
)
ASSETS = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"


def stacks():
    """The stacks of the assembly, each after those it depends on."""
    with open(os.path.join(assembly, "manifest.json")) as file:
        artifacts = json.load(file)["artifacts"]
    found = {name: one for name, one in artifacts.items() if one["type"] == "aws:cloudformation:stack"}
    ordered = []

    def place_after_needs(name):
        for need in found[name].get("dependencies", []):
            if need in found:
                place_after_needs(need)
        if name not in ordered:
            ordered.append(name)

    for name in found:
        place_after_needs(name)
    return [(name, found[name]["properties"]["stackName"]) for name in ordered]


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
    return reached(json.dumps(template)), len(gone)


def reached(text):
    """The text with calls that the emulator's state machines cannot make replaced by functions that make them."""
    calls = sorted(set(re.findall(r"arn:aws:states:::aws-sdk:(?:cognitoidentityprovider|quicksight):\w+", text)))
    for call in calls:
        name = "rehearsal-" + "-".join(call.split(":")[-2:])
        text = text.replace(call, f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{name}")
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.write(os.path.join(os.path.dirname(__file__), "called-for-a-machine.mjs"), "index.mjs")
        role = f"arn:aws:iam::{ACCOUNT}:role/rehearsal"
        functions.create_function(FunctionName=name, Runtime="nodejs24.x", Role=role, Handler="index.handler", Code={"ZipFile": buffer.getvalue()})
    return text


def deploy(stack, name):
    upload(stack)
    body, gone = carried(stack)
    key, started = f"templates/{stack}.json", time.time()
    s3.put_object(Bucket=ASSETS, Key=key, Body=body.encode())
    formation.create_stack(StackName=name, TemplateURL=f"{endpoint}/{ASSETS}/{key}", Capabilities=["CAPABILITY_NAMED_IAM"])
    status = "CREATE_IN_PROGRESS"
    while status.endswith("IN_PROGRESS") and time.time() - started < 40:
        time.sleep(0.2)
        status = formation.describe_stacks(StackName=name)["Stacks"][0]["StackStatus"]
    if gone or status != "CREATE_COMPLETE":
        print(f"{stack}: {status}, {gone} resources left out", flush=True)
    if status != "CREATE_COMPLETE":
        for event in formation.describe_stack_events(StackName=name)["StackEvents"]:
            if not event["ResourceStatus"].endswith("_COMPLETE"):
                print("  ", event["LogicalResourceId"], event["ResourceType"], event.get("ResourceStatusReason", ""))
        sys.exit(1)


s3.create_bucket(Bucket=ASSETS, CreateBucketConfiguration={"LocationConstraint": REGION})
boto3.client("ssm", **connect).put_parameter(Name="/cdk-bootstrap/hnb659fds/version", Value="30", Type="String", Overwrite=True)
deployed = 0
for stack, name in stacks():
    if stack in ABSENT:
        print(f"{stack}: left out; {ABSENT[stack]}")
    else:
        deploy(stack, name)
        deployed += 1

# CloudFormation makes a bucket's Object Lock on AWS; the emulator takes the property and does nothing.
for bucket in s3.list_buckets()["Buckets"]:
    if "-records-" in bucket["Name"] or "-images-" in bucket["Name"]:
        rule = {"DefaultRetention": {"Mode": "COMPLIANCE", "Days": 3653}}
        s3.put_object_lock_configuration(Bucket=bucket["Name"], ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule})
    # Each file there is locked for its own time, or not at all.
    if "-exports-" in bucket["Name"]:
        s3.put_object_lock_configuration(Bucket=bucket["Name"], ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"})

# Where the emulator listens, for functions that would ask AWS itself; Cognito's keys by way of the gate; and a secret
# without the punctuation that the emulator puts in.
for page in functions.get_paginator("list_functions").paginate():
    for function in page["Functions"]:
        variables = function.get("Environment", {}).get("Variables", {})
        for name, value in variables.items():
            if name.endswith("JWKS_URL"):
                variables[name] = value.replace(COGNITO, f"{gate}/local/keys")
        variables["AWS_ENDPOINT_URL"] = endpoint
        if "LAKE_DATABASE" in variables:
            variables["AWS_ENDPOINT_URL_ATHENA"] = f"{gate}/local/athena"
        if "ORIGIN_SECRETS" in variables:
            variables["ORIGIN_SECRETS"] = ORIGIN
        functions.update_function_configuration(FunctionName=function["FunctionName"], Environment={"Variables": variables})

# Athena knows Presto's views, the emulator does not: there a view is read as the table of deliveries below it.
catalogue = boto3.client("glue", **connect)
for database in catalogue.get_databases()["DatabaseList"]:
    found = {one["Name"]: one for one in catalogue.get_tables(DatabaseName=database["Name"])["TableList"]}
    for name, table in found.items():
        if table.get("TableType") == "VIRTUAL_VIEW":
            below = {key: found[f"{name}_deliveries"][key] for key in ("StorageDescriptor", "PartitionKeys")}
            catalogue.update_table(DatabaseName=database["Name"], TableInput={"Name": name, "TableType": "EXTERNAL_TABLE", **below})

for url in queues.list_queues(MaxResults=1000).get("QueueUrls", []):
    if not url.endswith("-dead"):
        queues.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": str(RETRY_SECONDS)})

# Marks that the gate writes behind everything else come out of the bus here: what was written before has left by then.
bus = next(one["Name"] for one in events.list_event_buses()["EventBuses"] if one["Name"] != "default")
marks = queues.create_queue(QueueName="rehearsal-marks")["QueueUrl"]
events.put_rule(Name="rehearsal-marks", EventBusName=bus, EventPattern=json.dumps({"source": ["rehearsal"]}))
arn = queues.get_queue_attributes(QueueUrl=marks, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
events.put_targets(Rule="rehearsal-marks", EventBusName=bus, Targets=[{"Id": "marks", "Arn": arn}])
sources = [one["EventSourceArn"] for one in functions.get_paginator("list_event_source_mappings").paginate().build_full_result()["EventSourceMappings"]]
tables = sorted(source.split("/")[1] for source in sources if ":dynamodb:" in source)

# People sign in by password here: the desk's own client takes nothing but SRP.
pools = {one["Name"].rsplit("-", 1)[1]: one["Id"] for one in users.list_user_pools(MaxResults=60)["UserPools"]}


def client_of(pool):
    made = users.create_user_pool_client(UserPoolId=pool, ClientName="rehearsal", ExplicitAuthFlows=["ALLOW_ADMIN_USER_PASSWORD_AUTH"])
    return made["UserPoolClient"]["ClientId"]


staff, devices = pools["staff"], pools["devices"]
api = boto3.client("apigatewayv2", **connect).get_apis()["Items"][0]["ApiId"]
with open(place, "w") as file:
    found = {"api": api, "secret": ORIGIN, "issuer": f"{COGNITO}/{staff}", "pool": staff, "client": client_of(staff)}
    found.update(devicePool=devices, deviceClient=client_of(devices))
    json.dump({**found, "tables": tables, "marks": marks, "stacks": deployed}, file)
