using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.SecretsManager;
using Amazon.CDK.AWS.SSM;

namespace LlmGateway.Constructs;

/// <summary>Every action that the constructs ever grant, by what it is for and how far it reaches.</summary>
internal static class Permissions
{
    /// <summary>Ask a model: <c>Converse</c> needs the first, <c>ConverseStream</c> the second.</summary>
    public static readonly string[] InvokeModel = ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"];

    /// <summary>Ask a model for answers as they are made, and no others.</summary>
    public static readonly string[] InvokeStreamed = ["bedrock:InvokeModelWithResponseStream"];

    /// <summary>Ask a model that does not stream.</summary>
    public static readonly string[] InvokeWhole = ["bedrock:InvokeModel"];

    /// <summary>Have a guardrail read along.</summary>
    public static readonly string[] ApplyGuardrail = ["bedrock:ApplyGuardrail"];

    /// <summary>Count a prompt's tokens.</summary>
    public static readonly string[] CountTokens = ["bedrock:CountTokens"];

    /// <summary>Look an answer up under its one key.</summary>
    public static readonly string[] ReadAnswer = ["dynamodb:GetItem"];

    /// <summary>Look an answer up under several keys at once.</summary>
    public static readonly string[] ReadAnswers = ["dynamodb:BatchGetItem"];

    /// <summary>Keep an answer.</summary>
    public static readonly string[] WriteAnswer = ["dynamodb:PutItem"];

    /// <summary>Put many answers in.</summary>
    public static readonly string[] ImportAnswers = ["dynamodb:BatchWriteItem"];

    /// <summary>Keep vectors of questions beside the answers.</summary>
    public static readonly string[] KeepNear = [.. ReadAnswers, .. WriteAnswer, "dynamodb:UpdateItem"];

    /// <summary>Read a file of the deployment.</summary>
    public static readonly string[] ReadFile = ["s3:GetObject"];

    /// <summary>Lease a question while the model is asked; count hits.</summary>
    public static readonly string[] MarkAnswer = ["dynamodb:UpdateItem"];

    /// <summary>Have a request stopped, and see that it is to.</summary>
    public static readonly string[] CancelRequests = ["dynamodb:GetItem", "dynamodb:UpdateItem"];

    /// <summary>Keep connections, requests in flight, their frames, and uploads.</summary>
    public static readonly string[] KeepRequests = ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"];

    /// <summary>Read what was kept of a request, and close it.</summary>
    public static readonly string[] EndRequests = ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:UpdateItem"];

    /// <summary>Read chats, and go on with them.</summary>
    public static readonly string[] ContinueChats = ["dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"];

    /// <summary>Read, keep and delete chats.</summary>
    public static readonly string[] KeepChats = ["dynamodb:BatchWriteItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"];

    /// <summary>Find records by their key.</summary>
    public static readonly string[] QueryRecords = ["dynamodb:Query"];

    /// <summary>Search an index of OpenSearch: the body of a search is posted.</summary>
    public static readonly string[] SearchIndex = ["es:ESHttpPost"];

    /// <summary>Make an index of OpenSearch.</summary>
    public static readonly string[] CreateIndex = ["es:ESHttpPut"];

    /// <summary>Take documents out of an index of OpenSearch.</summary>
    public static readonly string[] DeleteDocuments = ["es:ESHttpDelete"];

    /// <summary>Be let into a collection of OpenSearch Serverless at all.</summary>
    public static readonly string[] EnterCollection = ["aoss:APIAccessAll"];

    /// <summary>Find vectors, with their metadata: that, and a filter by it, takes the second.</summary>
    public static readonly string[] QueryVectors = ["s3vectors:GetVectors", "s3vectors:QueryVectors"];

    /// <summary>The same, put vectors in, and take them out.</summary>
    public static readonly string[] KeepVectors = ["s3vectors:DeleteVectors", .. QueryVectors, "s3vectors:PutVectors"];

    /// <summary>Find passages in a knowledge base of Bedrock.</summary>
    public static readonly string[] Retrieve = ["bedrock:Retrieve"];

    /// <summary>Send to WebSocket connections.</summary>
    public static readonly string[] PostToConnections = ["execute-api:ManageConnections"];

    /// <summary>Hand an event to a function.</summary>
    public static readonly string[] InvokeFunction = ["lambda:InvokeFunction"];

    /// <summary>Use a table whose key is the customer's: DynamoDB asks in the caller's name.</summary>
    public static readonly string[] ReadEncryptedTable = ["kms:Decrypt", "kms:DescribeKey"];

    /// <summary>The same, and write.</summary>
    public static readonly string[] WriteEncryptedTable =
        ["kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo"];

    /// <summary>Read the value of a secret.</summary>
    public static readonly string[] ReadSecret = ["secretsmanager:GetSecretValue"];

    /// <summary>Read parameters.</summary>
    public static readonly string[] ReadParameter = ["ssm:GetParameters"];

    /// <summary>Read what a customer's key encrypted.</summary>
    public static readonly string[] Decrypt = ["kms:Decrypt"];

    /// <summary>Put something into a queue, or a new value into a secret, that a customer's key encrypts.</summary>
    public static readonly string[] SendEncrypted = ["kms:Decrypt", "kms:GenerateDataKey"];

    /// <summary>Keep sign-ins that are under way, each for one use.</summary>
    public static readonly string[] KeepSignIns = ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem"];

    /// <summary>Change a secret in Secrets Manager's four steps.</summary>
    public static readonly string[] RotateSecret =
        ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue", "secretsmanager:PutSecretValue", "secretsmanager:UpdateSecretVersionStage"];

    /// <summary>Create and delete users of a pool, set their passwords and put them into groups.</summary>
    public static readonly string[] ManageUsers =
    [
        "cognito-idp:AdminAddUserToGroup", "cognito-idp:AdminCreateUser", "cognito-idp:AdminDeleteUser", "cognito-idp:AdminSetUserPassword", "cognito-idp:ListUsers",
    ];

    /// <summary>Write a function's log.</summary>
    public static readonly string[] WriteLog = ["logs:CreateLogStream", "logs:PutLogEvents"];

    /// <summary>
    /// Attach a function to a VPC: called by Lambda itself, checked when the function is created. These actions are asked for on <c>*</c>.
    /// See <see href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions">Lambda's VPC permissions</see>.
    /// </summary>
    public static readonly string[] AttachToVpc =
    [
        "ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces", "ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses",
    ];

    /// <summary>Call the gateway.</summary>
    public static readonly string[] InvokeGateway = ["execute-api:Invoke"];

    public static PolicyStatement Allow(string[] actions, params string[] resources) =>
        new(new PolicyStatementProps { Actions = actions, Resources = resources });

    public static PolicyStatement AllowWhen(string[] actions, string[] resources, string test, string key, string value) => new(new PolicyStatementProps
    {
        Actions = actions,
        Resources = resources,
        Conditions = new Dictionary<string, object> { [test] = new Dictionary<string, object> { [key] = value } },
    });

    /// <summary>Reads one secret, and nothing beside it.</summary>
    public static IEnumerable<PolicyStatement> ToRead(ISecret secret)
    {
        // A secret imported by name has no full ARN: the six characters that Secrets Manager appends are all that is left open.
        yield return Allow(ReadSecret, secret.SecretFullArn ?? $"{secret.SecretArn}-??????");
        if (secret.EncryptionKey is { } key) yield return Allow(Decrypt, key.KeyArn);
    }

    /// <summary>Reads one parameter; a customer's key has to be named, since a parameter does not tell its own.</summary>
    public static IEnumerable<PolicyStatement> ToRead(IParameter parameter, IKey? key)
    {
        yield return Allow(ReadParameter, parameter.ParameterArn);
        if (key is not null) yield return Allow(Decrypt, key.KeyArn);
    }
}
