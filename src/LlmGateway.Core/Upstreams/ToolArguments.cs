using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams;

/// <summary>The arguments of an earlier tool call, for upstreams that want them as an object.</summary>
internal static class ToolArguments
{
    /// <exception cref="GatewayException">They are no JSON object.</exception>
    public static void Write(ToolCallPart call, Utf8JsonWriter json)
    {
        try
        {
            using var arguments = JsonDocument.Parse(call.ArgumentsJson);
            if (arguments.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("Arguments are an object.");
            arguments.RootElement.WriteTo(json);
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException)
        {
            throw RequestPlan.Invalid($"The arguments of tool call '{call.Id}' are not valid JSON: an object is expected.", "messages", malformed);
        }
    }
}
