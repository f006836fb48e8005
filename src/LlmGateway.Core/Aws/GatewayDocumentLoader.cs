using System.Text.Json;
using LlmGateway.Shared;

namespace LlmGateway.Core.Aws;

/// <summary>Finds the gateway's document: in the environment, or in SSM where it outgrew that.</summary>
internal static class GatewayDocumentLoader
{
    /// <exception cref="InvalidDataException">There is none, or it is none; the message names the variable.</exception>
    public static async Task<GatewayDocument> LoadAsync(AwsServices aws, Func<string, string?> environment, CancellationToken cancellationToken)
    {
        if (environment(HandlerContract.Variables.Config) is { Length: > 0 } text) return Parse(text, HandlerContract.Variables.Config);
        if (environment(HandlerContract.Variables.ConfigParameters) is { Length: > 0 } names)
            return Parse(string.Concat(await aws.ReadParametersAsync(names.Split(','), cancellationToken)), HandlerContract.Variables.ConfigParameters);
        throw new InvalidDataException($"Neither {HandlerContract.Variables.Config} nor {HandlerContract.Variables.ConfigParameters} is set; the constructs write one of them.");
    }

    public static GatewayDocument Parse(string json, string source)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, GatewayDocumentJson.Default.GatewayDocument);
            return document is { Models.Count: > 0 } ? document : throw new InvalidDataException($"{source} names no model.");
        }
        catch (JsonException wrong)
        {
            throw new InvalidDataException($"{source} holds no gateway document: {wrong.Message}", wrong);
        }
    }
}
