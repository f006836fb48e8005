using System.Text.Json;
using LlmGateway.Shared;
using LlmGateway.Tool.Local.Lambda;

namespace LlmGateway.Tool.Local;

/// <summary>What the constructs told a function: in its environment, or in SSM parameters that the environment names.</summary>
internal static class GatewayConfig
{
    /// <summary>Null when the function is none of the gateway's.</summary>
    public static GatewayDocument? Read(LambdaFunction function, IReadOnlyList<LocalParameter> parameters)
    {
        try
        {
            return TextOf(function, parameters) is { } text ? JsonSerializer.Deserialize(text, GatewayDocumentJson.Default.GatewayDocument) : null;
        }
        catch (JsonException)
        {
            // The handler says what is wrong with it, and better.
            return null;
        }
    }

    private static string? TextOf(LambdaFunction function, IReadOnlyList<LocalParameter> parameters)
    {
        if (function.Environment.TryGetValue(HandlerContract.Variables.Config, out var whole)) return whole;
        return function.Environment.TryGetValue(HandlerContract.Variables.ConfigParameters, out var names)
            ? string.Concat(names.Split(',', StringSplitOptions.TrimEntries).Select(name => parameters.FirstOrDefault(parameter => parameter.Name == name)?.Value))
            : null;
    }
}
