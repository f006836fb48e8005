using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.Hosting;

/// <summary>What the process reads from its environment, once, at start.</summary>
internal sealed record HandlerEnvironment
{
    /// <summary>Reads any variable.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Where the function runs.</summary>
    public string? Region { get; init; }

    /// <summary><c>host:port</c> of the Runtime API.</summary>
    public string? RuntimeApi { get; init; }

    /// <summary>The role to play.</summary>
    public string? Role { get; init; }

    /// <summary>How many invocations may run at once: more than one on Lambda Managed Instances.</summary>
    public int Concurrency { get; init; } = 1;

    public LogLevel LogLevel { get; init; } = LogLevel.Information;

    /// <summary>CloudWatch namespace of the metrics.</summary>
    public string MetricsNamespace { get; init; } = HandlerContract.Metrics.DefaultNamespace;

    /// <summary>Prompts and answers may be logged: the operator turned it on by name.</summary>
    public bool LogContent { get; init; }

    /// <summary>A document that the constructs wrote into a variable.</summary>
    /// <exception cref="StartException">It is missing or wrong.</exception>
    public T Document<T>(string variable, JsonTypeInfo<T> type)
    {
        var text = Variable(variable) ?? throw new StartException("Runtime.InvalidConfiguration", $"{variable} is not set; the constructs set it.");
        try
        {
            return JsonSerializer.Deserialize(text, type) ?? throw new StartException("Runtime.InvalidConfiguration", $"{variable} is null.");
        }
        catch (JsonException wrong)
        {
            throw new StartException("Runtime.InvalidConfiguration", $"{variable} is not what the constructs write: {wrong.Message}", wrong);
        }
    }

    public static HandlerEnvironment Read(Func<string, string?> variable) => new()
    {
        Variable = variable,
        Region = variable("AWS_REGION") is { Length: > 0 } region ? region : variable("AWS_DEFAULT_REGION"),
        RuntimeApi = variable("AWS_LAMBDA_RUNTIME_API"),
        Role = variable(HandlerContract.Variables.Role) is { Length: > 0 } role ? role : variable("_HANDLER"),
        Concurrency = int.TryParse(variable("AWS_LAMBDA_MAX_CONCURRENCY"), NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? Math.Max(most, 1) : 1,
        LogLevel = JsonLog.LevelOf(variable("AWS_LAMBDA_LOG_LEVEL")),
        MetricsNamespace = variable(HandlerContract.Variables.MetricsNamespace) is { Length: > 0 } name ? name : HandlerContract.Metrics.DefaultNamespace,
        LogContent = variable(HandlerContract.Variables.LogContent) == "true",
    };
}
