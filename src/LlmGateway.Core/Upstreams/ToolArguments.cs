using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Upstreams;

/// <summary>The arguments of an earlier tool call, for upstreams that want them as an object. A call that the token limit cut goes as far as it came.</summary>
internal static class ToolArguments
{
    public static void Write(ToolCallPart call, Utf8JsonWriter json) => json.WriteRawValue(ToolInput.Of(call.ArgumentsJson), skipInputValidation: true);
}
