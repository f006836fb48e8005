using Amazon.CDK.AWS.Lambda;
using LlmGateway.Shared;

namespace LlmGateway.Constructs;

/// <summary>The Lambda function of a gateway.</summary>
public sealed record GatewayFunction
{
    internal static readonly string[] OwnVariables =
    [
        HandlerContract.Variables.Role, HandlerContract.Variables.Config, HandlerContract.Variables.ConfigParameters,
        HandlerContract.Variables.LogContent, HandlerContract.Variables.MetricsNamespace,
    ];

    /// <summary>Default: <see cref="Amazon.CDK.AWS.Lambda.Architecture.ARM_64"/>, which costs a fifth less; the package has the handler for both.</summary>
    public Architecture Architecture { get; init; } = Architecture.ARM_64;

    /// <summary>
    /// In MB, 128 to 10240. Default: 512. The handler needs less than 100; Lambda gives CPU by memory, and this much keeps the first answer after a
    /// cold start quick while the function mostly waits for the model.
    /// </summary>
    public int MemoryMb { get; init; } = 512;

    /// <summary>Answers at the same time at most; further requests get 429. Default: what the account has left. A limit on spending, and a reservation from the account's pool.</summary>
    public int? ReservedConcurrency { get; init; }

    /// <summary>The VPC that the function is attached to, such as to reach a private model server. Default: none.</summary>
    public FunctionNetwork? Network { get; init; }

    /// <summary>Further environment variables. Default: none. The gateway's own (<c>LLM_GATEWAY_…</c>) can't be set here. No place for secrets: everybody who sees the function sees them.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Changes the function's props as you like, after the defaults. What the gateway lives by (code, runtime, handler, time-out, role, its own environment) can't
    /// be changed here: that is an error.
    /// </summary>
    public Action<FunctionProps>? Configure { get; init; }

    internal void Validate(Mistakes mistakes, string property)
    {
        mistakes.Check($"{property}.{nameof(Architecture)}", Architecture is not null, "is null", "Use Architecture.ARM_64 or Architecture.X86_64");
        mistakes.Check($"{property}.{nameof(Architecture)}", Architecture is null || Architecture.Name == Architecture.ARM_64.Name || Architecture.Name == Architecture.X86_64.Name,
            $"is {Architecture?.Name}, for which there is no handler", "Use Architecture.ARM_64 or Architecture.X86_64");
        mistakes.Check($"{property}.{nameof(MemoryMb)}", MemoryMb is >= 128 and <= 10240, $"is {MemoryMb}", "Use 128 to 10240 MB");
        mistakes.Check($"{property}.{nameof(ReservedConcurrency)}", ReservedConcurrency is null or > 0,
            $"is {ReservedConcurrency}, with which nothing would ever be answered", "Use 1 or more, or leave it out");
        foreach (var name in Environment.Keys.Where(OwnVariables.Contains).Order(StringComparer.Ordinal))
            mistakes.Check($"{property}.{nameof(Environment)}", false, $"sets {name}, which is the gateway's own", "Leave it out; the props say the same");
        Network?.Validate(mistakes, $"{property}.{nameof(Network)}");
    }
}
