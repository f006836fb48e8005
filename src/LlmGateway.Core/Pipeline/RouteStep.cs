using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Anthropic;
using LlmGateway.Core.Protocols.Native;
using LlmGateway.Core.Protocols.OpenAi;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>Finds what a path means, and with it the protocol of all that follows.</summary>
internal static class RouteStep
{
    private static readonly OpenAiChatProtocol OpenAiChat = new();
    private static readonly AnthropicProtocol Anthropic = new();
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
            case HandlerContract.Routes.Messages or HandlerContract.Routes.CountTokens: Chat(exchange, Anthropic, path); break;
            case HandlerContract.Routes.Prompt: Chat(exchange, Native, path); break;
            case HandlerContract.Routes.Models: Models(exchange, HandlerContract.Routes.Models); break;
            case not null when path.StartsWith(HandlerContract.Routes.Models + "/", StringComparison.Ordinal): Models(exchange, HandlerContract.Routes.Model); break;
            default: throw new GatewayException(new GatewayError(ErrorKind.UnknownRoute, $"There is no {method} {path}."));
        }
    }

    private static void Chat(Exchange exchange, IChatProtocol protocol, string path)
    {
        // First the protocol: a refusal is worded in it.
        (exchange.Route, exchange.Protocol) = (path, protocol);
        Expect(exchange.Request, "POST");
    }

    private static void Models(Exchange exchange, string route)
    {
        exchange.Route = route;
        Expect(exchange.Request, "GET");
    }

    private static void Expect(GatewayHttpRequest request, string wanted)
    {
        if (string.Equals(request.Method, wanted, StringComparison.OrdinalIgnoreCase)) return;
        throw new GatewayException(new GatewayError(ErrorKind.WrongMethod, $"There is no {request.Method} {request.Path}; use {wanted}."));
    }
}
