using LlmGateway.Constructs.Compatibility;
using LlmGateway.Constructs.Handler;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.Logs;
using Constructs;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>Makes a gateway's function, with a role that may do what its models and its cache take, and nothing else.</summary>
internal static class HandlerFunction
{
    /// <param name="gateway">Whose it is.</param>
    /// <param name="id">Of the function; its role and logs have it as their beginning.</param>
    /// <param name="handlerRole">The part that the executable plays.</param>
    /// <param name="props">What it is made of.</param>
    /// <param name="document">What it is told.</param>
    /// <param name="code">What it runs.</param>
    public static Function Make(Construct gateway, string id, string handlerRole, AnsweringParts props, GatewayDocument document, HandlerCode code)
    {
        var logs = new LogGroup(gateway, id + "Logs", new LogGroupProps
        {
            Retention = props.Logs.Retention,
            RemovalPolicy = props.Logs.RemovalPolicy,
        }.Set(nameof(LogGroupProps.EncryptionKey), props.EncryptionKey));
        var role = MakeRole(gateway, id, props, logs);
        var own = new Dictionary<string, string>(code.Environment(handlerRole));
        foreach (var (name, value) in HandlerConfiguration.Write(gateway, document, role)) own[name] = value;
        if (props.Logs.Content) own[HandlerContract.Variables.LogContent] = "true";

        var function = new FunctionProps
        {
            Description = ResourceText.Describe($"LLM gateway {gateway.Node.Path}"),
            Architecture = props.Function.Architecture,
            MemorySize = props.Function.MemoryMb,
            ReservedConcurrentExecutions = props.Function.ReservedConcurrency,
            LoggingFormat = LoggingFormat.JSON,
            Vpc = props.Function.Network?.Vpc,
            VpcSubnets = props.Function.Network?.Subnets,
            SecurityGroups = props.Function.Network?.SecurityGroups?.ToArray(),
            Environment = new Dictionary<string, string>(props.Function.Environment),
        }.Set(nameof(FunctionProps.LogGroup), logs).Set(nameof(FunctionProps.EnvironmentEncryption), props.EncryptionKey);
        var package = code.Code;
        Require(function, role, package, code, handlerRole, own);
        props.Function.Configure?.Invoke(function);
        CheckRequired(gateway, function, role, package, code, handlerRole, own, props, logs);
        return new Function(gateway, id, function);
    }

    private static Role MakeRole(Construct gateway, string id, AnsweringParts props, LogGroup logs)
    {
        var role = new Role(gateway, id + "Role", new RoleProps
        {
            AssumedBy = new ServicePrincipal("lambda.amazonaws.com"),
            Description = ResourceText.Describe($"What the handler of {gateway.Node.Path} may do"),
        });
        role.AddToPrincipalPolicy(Permissions.Allow(Permissions.WriteLog, logs.LogGroupArn));
        foreach (var statement in props.Models.SelectMany(model => model.Statements(Stack.Of(gateway), props.StreamsOnly))) role.AddToPrincipalPolicy(statement);
        props.Cache?.GrantReadWrite(role);
        if (props.Cache?.Answers.Semantic is { } semantic)
            foreach (var statement in semantic.Statements(Stack.Of(gateway))) role.AddToPrincipalPolicy(statement);
        if (props.StreamsOnly) props.History?.GrantContinue(role);
        else props.History?.GrantReadWrite(role);
        foreach (var statement in props.Knowledge.SelectMany(source => source.Statements(Stack.Of(gateway)))) role.AddToPrincipalPolicy(statement);
        if (props.EncryptionKey is { } key) role.AddToPrincipalPolicy(Permissions.Allow(Permissions.Decrypt, key.KeyArn));
        if (props.Function.Network is not null)
        {
            role.AddToPrincipalPolicy(Permissions.Allow(Permissions.AttachToVpc, "*"));
            Suppressions.On(role.Node.FindChild("DefaultPolicy"), Suppressions.VpcActionsHaveNoResources);
        }
        return role;
    }

    private static void Require(FunctionProps function, Role role, Code package, HandlerCode code, string handlerRole, Dictionary<string, string> own)
    {
        function.Role = role;
        function.Code = package;
        function.Runtime = code.Runtime;
        function.Handler = code.HandlerName(handlerRole);
        function.Timeout = Duration.Minutes(Routes.TimeoutMinutes);
        foreach (var (name, value) in own) function.Environment![name] = value;
    }

    private static void CheckRequired(
        Construct gateway, FunctionProps function, Role role, Code package, HandlerCode code, string handlerRole, Dictionary<string, string> own,
        AnsweringParts props, LogGroup logs)
    {
        const string property = $"{nameof(LlmRestGatewayProps.Function)}.{nameof(GatewayFunction.Configure)}";
        var mistakes = new Mistakes();
        void Unchanged(string name, bool same, string remedy) => mistakes.Check(property, same, $"changes {name}, which the gateway lives by", remedy);
        Unchanged(nameof(function.Role), ReferenceEquals(function.Role, role), "Add to the role's permissions through gateway.Handler.AddToRolePolicy(…)");
        Unchanged(nameof(function.Code), ReferenceEquals(function.Code, package), "Leave it out");
        Unchanged(nameof(function.Handler), function.Handler == code.HandlerName(handlerRole), "Leave it out");
        Unchanged(nameof(function.Runtime), function.Runtime?.Name == code.Runtime.Name, "Leave it out");
        Unchanged(nameof(function.Timeout), function.Timeout?.ToMilliseconds() == Duration.Minutes(Routes.TimeoutMinutes).ToMilliseconds(), "Leave it at 15 minutes: clients that want less say so themselves");
        Unchanged(nameof(function.Architecture), function.Architecture?.Name == props.Function.Architecture.Name, "Use Function.Architecture, by which the code is chosen");
        Unchanged(nameof(function.Vpc), props.Function.Network is not null || function.Vpc is null, "Use Function.Network, which gives the role what a VPC takes");
        Unchanged(nameof(FunctionProps.LogGroup), ReferenceEquals(function.Get(nameof(FunctionProps.LogGroup)), logs), "Use Logs: the role may write this group alone");
        Unchanged(nameof(FunctionProps.EnvironmentEncryption), ReferenceEquals(function.Get(nameof(FunctionProps.EnvironmentEncryption)), props.EncryptionKey), "Use EncryptionKey, which the role may use");
        foreach (var (name, value) in own)
            Unchanged($"{nameof(function.Environment)}[{name}]", function.Environment?.TryGetValue(name, out var now) == true && now == value, "Leave it as it is; the props say the same");
        foreach (var name in GatewayFunction.OwnVariables.Where(name => !own.ContainsKey(name) && function.Environment?.ContainsKey(name) == true))
            Unchanged($"{nameof(function.Environment)}[{name}]", false, "Leave it out; the props say the same");
        mistakes.ThrowIfAny(gateway.GetType().Name, gateway.Node.Path);
    }
}
