using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Shared;

namespace LlmGateway.Core.Protocols;

/// <summary>Reads which guardrail a caller wants.</summary>
internal static class GuardrailFields
{
    /// <summary>Bedrock's own form, which clients of OpenAI send beside the protocol's fields.</summary>
    public static GuardrailWish OfBody(JsonElement value, string field) => new(
        JsonFields.RequiredString(value, "guardrailIdentifier", field), JsonFields.RequiredString(value, "guardrailVersion", field),
        JsonFields.OptionalString(value, "trace", field) is not (null or "disabled"));

    /// <summary><c>id:version</c>, and <c>:trace</c> for who wants to know what it found. The id may be an ARN.</summary>
    public static GuardrailWish OfHeader(string header)
    {
        var trace = header.EndsWith(":trace", StringComparison.OrdinalIgnoreCase);
        var wanted = trace ? header[..^":trace".Length] : header;
        var colon = wanted.LastIndexOf(':');
        if (colon <= 0 || colon == wanted.Length - 1)
            throw JsonBody.Invalid($"The header '{HandlerContract.Headers.Guardrail}' must be a guardrail's id and version, as in abc123:1, with ':trace' after it for what it found.", HandlerContract.Headers.Guardrail);
        return new GuardrailWish(wanted[..colon].Trim(), wanted[(colon + 1)..].Trim(), trace);
    }
}
