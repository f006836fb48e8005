using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Constructs;
using LlmGateway.Constructs.Compatibility;
using LlmGateway.Constructs.Handler;

namespace LlmGateway.Constructs;

/// <summary>The handler in a role that is asked briefly and answers at once. Its own role may write its log, and what the caller adds.</summary>
internal static class SmallFunction
{
    private const int MemoryMb = 256;

    /// <param name="scope">Parent.</param>
    /// <param name="id">Of the function; its role and logs have it as their beginning.</param>
    /// <param name="handlerRole">The part that the executable plays.</param>
    /// <param name="description">What for.</param>
    /// <param name="settings">What all functions of the construct have in common.</param>
    /// <param name="timeout">Of one invocation.</param>
    /// <param name="variables">What it is told.</param>
    public static Function Make(Construct scope, string id, string handlerRole, string description, FunctionSettings settings, Duration timeout,
        IReadOnlyDictionary<string, string> variables)
    {
        var logs = new LogGroup(scope, id + "Logs", new LogGroupProps
        {
            Retention = settings.Logs.Retention, RemovalPolicy = settings.Logs.RemovalPolicy,
        }.Set(nameof(LogGroupProps.EncryptionKey), settings.EncryptionKey));
        var role = new Role(scope, id + "Role", new RoleProps { AssumedBy = new ServicePrincipal("lambda.amazonaws.com"), Description = ResourceText.Describe(description) });
        role.AddToPrincipalPolicy(Permissions.Allow(Permissions.WriteLog, logs.LogGroupArn));
        if (settings.EncryptionKey is { } key) role.AddToPrincipalPolicy(Permissions.Allow(Permissions.Decrypt, key.KeyArn));
        if (settings.Network is not null)
        {
            role.AddToPrincipalPolicy(Permissions.Allow(Permissions.AttachToVpc, "*"));
            Suppressions.On(role.Node.FindChild("DefaultPolicy"), Suppressions.VpcActionsHaveNoResources);
        }
        var code = HandlerCode.Find(NativeHandlers.OfPackage, settings.Architecture);
        var environment = new Dictionary<string, string>(code.Environment(handlerRole));
        foreach (var (name, value) in variables) environment[name] = value;
        return new Function(scope, id, new FunctionProps
        {
            Description = ResourceText.Describe(description),
            Architecture = settings.Architecture,
            MemorySize = MemoryMb,
            Timeout = timeout,
            Role = role,
            Code = code.Code,
            Runtime = code.Runtime,
            Handler = code.HandlerName(handlerRole),
            LoggingFormat = LoggingFormat.JSON,
            ReservedConcurrentExecutions = settings.ReservedConcurrency,
            Vpc = settings.Network?.Vpc,
            VpcSubnets = settings.Network?.Subnets,
            SecurityGroups = settings.Network?.SecurityGroups?.ToArray(),
            Environment = environment,
        }.Set(nameof(FunctionProps.LogGroup), logs).Set(nameof(FunctionProps.EnvironmentEncryption), settings.EncryptionKey));
    }
}
