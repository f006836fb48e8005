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
    /// <param name="architecture">Of the code.</param>
    /// <param name="timeout">Of one invocation.</param>
    /// <param name="variables">What it is told.</param>
    public static Function Make(Construct scope, string id, string handlerRole, string description, Architecture architecture, Duration timeout, IReadOnlyDictionary<string, string> variables)
    {
        var logs = new LogGroup(scope, id + "Logs", new LogGroupProps { Retention = RetentionDays.ONE_MONTH, RemovalPolicy = RemovalPolicy.DESTROY });
        var role = new Role(scope, id + "Role", new RoleProps { AssumedBy = new ServicePrincipal("lambda.amazonaws.com"), Description = description });
        role.AddToPrincipalPolicy(Permissions.Allow(Permissions.WriteLog, logs.LogGroupArn));
        var code = HandlerCode.Find(NativeHandlers.OfPackage, architecture);
        var environment = new Dictionary<string, string>(code.Environment(handlerRole));
        foreach (var (name, value) in variables) environment[name] = value;
        return new Function(scope, id, new FunctionProps
        {
            Description = description,
            Architecture = architecture,
            MemorySize = MemoryMb,
            Timeout = timeout,
            Role = role,
            Code = code.Code,
            Runtime = code.Runtime,
            Handler = code.HandlerName(handlerRole),
            LoggingFormat = LoggingFormat.JSON,
            Environment = environment,
        }.Set(nameof(FunctionProps.LogGroup), logs));
    }
}
