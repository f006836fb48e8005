using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>Wire JSON to a conversation. A bad one ends here, in the caller's own protocol.</summary>
internal static class ParseStep
{
    /// <summary>What Lambda takes at most, with room for the event around the body.</summary>
    public const int MostBytes = 6 * 1024 * 1024;

    public static ParsedChat Run(Exchange exchange)
    {
        var parsed = exchange.Protocol!.Parse(BodyOf(exchange));
        return exchange.Request.Headers.TryGetValue(HandlerContract.Headers.Guardrail, out var guardrail) && guardrail.Length > 0 ? Guarded(parsed, guardrail) : parsed;
    }

    /// <exception cref="GatewayException">It is too large.</exception>
    public static ReadOnlyMemory<byte> BodyOf(Exchange exchange)
    {
        var body = exchange.Request.Body;
        if (body.Length > MostBytes)
            throw new GatewayException(new GatewayError(ErrorKind.TooLarge, $"The request body has {body.Length} bytes; {MostBytes} are the most."));
        return body;
    }

    /// <summary>The header names a guardrail in any protocol; <see cref="Governance.GuardrailRule"/> decides about it.</summary>
    private static ParsedChat Guarded(ParsedChat parsed, string header) =>
        parsed with { Request = parsed.Request with { Guardrail = GuardrailFields.OfHeader(header) } };
}
