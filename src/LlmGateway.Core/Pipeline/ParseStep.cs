using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Pipeline;

/// <summary>Wire JSON to a conversation. A bad one ends here, in the caller's own protocol.</summary>
internal static class ParseStep
{
    /// <summary>What Lambda takes at most, with room for the event around the body.</summary>
    public const int MostBytes = 6 * 1024 * 1024;

    public static ParsedChat Run(Exchange exchange)
    {
        var body = exchange.Request.Body;
        if (body.Length > MostBytes)
            throw new GatewayException(new GatewayError(ErrorKind.TooLarge, $"The request body has {body.Length} bytes; {MostBytes} are the most."));
        return exchange.Protocol!.Parse(body);
    }
}
