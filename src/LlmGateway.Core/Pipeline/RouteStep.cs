using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Native;
using LlmGateway.Core.Protocols.OpenAi;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>Finds what a path means, and with it the protocol of all that follows.</summary>
internal static class RouteStep
{
    private static readonly OpenAiChatProtocol OpenAiChat = new();
    private static readonly NativeProtocol Native = new();

    /// <summary>The protocol whose errors an unknown route gets: the one that most clients speak.</summary>
    public static IChatProtocol Fallback => OpenAiChat;

    /// <summary>Leaves <see cref="Exchange.Protocol"/> null for the routes of the model list.</summary>
    public static void Run(Exchange exchange)
    {
        var (method, path) = (exchange.Request.Method, exchange.Request.Path);
        switch (path)
        {
            case HandlerContract.Routes.ChatCompletions: Chat(exchange, OpenAiChat, path); break;
            case HandlerContract.Routes.Prompt: Chat(exchange, Native, path); break;
            case HandlerContract.Routes.Models: Expect(method, "GET", path); exchange.Route = path; break;
            case not null when path.StartsWith(HandlerContract.Routes.Models + "/", StringComparison.Ordinal):
                Expect(method, "GET", path);
                exchange.Route = HandlerContract.Routes.Model;
                break;
            default: throw Unknown($"There is no {method} {path}.");
        }
    }

    private static void Chat(Exchange exchange, IChatProtocol protocol, string path)
    {
        Expect(exchange.Request.Method, "POST", path);
        (exchange.Route, exchange.Protocol) = (path, protocol);
    }

    private static void Expect(string method, string wanted, string path)
    {
        if (!string.Equals(method, wanted, StringComparison.OrdinalIgnoreCase)) throw Unknown($"There is no {method} {path}; use {wanted}.");
    }

    private static GatewayException Unknown(string message) => new(new GatewayError(ErrorKind.UnknownRoute, message));
}
