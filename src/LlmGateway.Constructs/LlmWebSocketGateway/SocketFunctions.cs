using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Amazon.CDK.AWS.SQS;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Constructs.Handler;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>The functions beside the worker: small, quick, and asking no model.</summary>
internal sealed class SocketFunctions(LlmWebSocketGateway gateway, LlmWebSocketGatewayProps props, HandlerCode code)
{
    // A function that waits for DynamoDB needs no more; Lambda gives CPU by memory.
    private const int MemoryMb = 256;

    /// <summary>What an integration of a WebSocket API may take.</summary>
    private const int IntegrationSeconds = 29;

    public Function MakeConnections() => Make("Connections", HandlerContract.Roles.WebSocket, IntegrationSeconds, "Keeps the connections", deadLetters: null);

    public Function MakeFailure(Queue deadLetters) => Make("Failure", HandlerContract.Roles.WebSocketFailure, 60, "Tells clients of failed workers", deadLetters);

    public Queue MakeDeadLetters()
    {
        var queue = new Queue(gateway, "DeadLetters", new QueueProps
        {
            RetentionPeriod = Duration.Days(14),
            EnforceSSL = true,
            Encryption = props.EncryptionKey is null ? QueueEncryption.SQS_MANAGED : QueueEncryption.KMS,
            EncryptionMasterKey = props.EncryptionKey,
        });
        Suppressions.On(queue, Suppressions.IsTheDeadLetterQueue);
        return queue;
    }

    /// <summary>A message is answered once: a worker that failed is not started again, and its client is told.</summary>
    public void TellOfFailures(Function worker, Function failure)
    {
        worker.AddToRolePolicy(Permissions.Allow(Permissions.InvokeFunction, failure.FunctionArn));
        var config = new CfnEventInvokeConfig(gateway, "WorkerInvocations", new CfnEventInvokeConfigProps
        {
            Qualifier = "$LATEST",
            MaximumRetryAttempts = 0,
            // What waited so long has nobody waiting for it any more.
            MaximumEventAgeInSeconds = 300,
            DestinationConfig = new CfnEventInvokeConfig.DestinationConfigProperty
            {
                OnFailure = new CfnEventInvokeConfig.OnFailureProperty { Destination = failure.FunctionArn },
            },
        }.Set(nameof(CfnEventInvokeConfigProps.FunctionName), worker.FunctionName));
        // Lambda looks whether the worker's role may call the destination.
        config.Node.AddDependency(worker.Role!);
    }

    private Function Make(string id, string handlerRole, int seconds, string what, Queue? deadLetters)
    {
        var logs = new LogGroup(gateway, id + "Logs", new LogGroupProps
        {
            Retention = props.Logs.Retention, RemovalPolicy = props.Logs.RemovalPolicy,
        }.Set(nameof(LogGroupProps.EncryptionKey), props.EncryptionKey));
        var role = new Role(gateway, id + "Role", new RoleProps { AssumedBy = new ServicePrincipal("lambda.amazonaws.com"), Description = ResourceText.Describe($"{what} of {gateway.Node.Path}") });
        role.AddToPrincipalPolicy(Permissions.Allow(Permissions.WriteLog, logs.LogGroupArn));
        if (props.EncryptionKey is { } key) role.AddToPrincipalPolicy(Permissions.Allow(Permissions.Decrypt, key.KeyArn));
        // SQS encrypts in the name of who sends.
        if (deadLetters is not null && props.EncryptionKey is { } master) role.AddToPrincipalPolicy(Permissions.Allow(Permissions.SendEncrypted, master.KeyArn));
        if (props.Function.Network is not null) role.AddToPrincipalPolicy(Permissions.Allow(Permissions.AttachToVpc, "*"));
        return new Function(gateway, id, new FunctionProps
        {
            Description = ResourceText.Describe($"{what} of {gateway.Node.Path}"),
            Architecture = props.Function.Architecture,
            MemorySize = MemoryMb,
            Timeout = Duration.Seconds(seconds),
            Role = role,
            Code = code.Code,
            Runtime = code.Runtime,
            Handler = code.HandlerName(handlerRole),
            LoggingFormat = LoggingFormat.JSON,
            ReservedConcurrentExecutions = props.Function.ReservedConcurrency,
            Vpc = props.Function.Network?.Vpc,
            VpcSubnets = props.Function.Network?.Subnets,
            SecurityGroups = props.Function.Network?.SecurityGroups?.ToArray(),
            DeadLetterQueue = deadLetters,
            Environment = new Dictionary<string, string>(code.Environment(handlerRole))
            {
                [HandlerContract.Variables.RequestsTable] = gateway.Requests.Table.TableName,
            },
        }.Set(nameof(FunctionProps.LogGroup), logs).Set(nameof(FunctionProps.EnvironmentEncryption), props.EncryptionKey));
    }
}
