using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;

namespace LlmGateway.Core.Tests.Protocols;

/// <summary>Why a request is refused: at once, or where it would have to be translated.</summary>
internal static class Refusals
{
    public static GatewayError Of(Func<ParsedChat> parse)
    {
        try
        {
            return parse().Untranslatable ?? throw new InvalidOperationException("The request is not refused.");
        }
        catch (GatewayException refused)
        {
            return refused.Error;
        }
    }
}
