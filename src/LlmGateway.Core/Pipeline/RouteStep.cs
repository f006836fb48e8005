using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Anthropic;
using LlmGateway.Core.Protocols.Native;
using LlmGateway.Core.Protocols.OpenAi;
using LlmGateway.Core.Protocols.Responses;
using LlmGateway.Shared;

namespace LlmGateway.Core.Pipeline;

/// <summary>Finds what a path means, and with it the protocol of all that follows.</summary>
internal static class RouteStep
{
    private static readonly OpenAiChatProtocol OpenAiChat = new();
    private static readonly ResponsesProtocol Responses = new();
    private static readonly ResponsesProtocol Counting = new() { NeedsInput = false };
    private static readonly CompactionProtocol Compaction = new();
    private static readonly AnthropicProtocol Anthropic = new();
    private static readonly NativeProtocol Native = new();

    /// <summary>The protocol whose errors a route without one gets: Anthropic's where the client says that it speaks it, else the one that most clients speak.</summary>
    public static IChatProtocol FallbackOf(GatewayHttpRequest request) =>
        request.Headers.ContainsKey("anthropic-version") || request.Path.StartsWith(HandlerContract.Routes.Messages, StringComparison.Ordinal) ? Anthropic : OpenAiChat;

    /// <summary>Leaves <see cref="Exchange.Protocol"/> null for the routes of the model list, which two protocols share.</summary>
    public static void Run(Exchange exchange)
    {
        var path = exchange.Request.Path;
        if (exchange.Request.Protocol is { } own)
        {
            (exchange.Route, exchange.Protocol) = (path, own);
            return;
        }
        switch (path)
        {
            // Embeddings have a protocol of their own, and its errors are those of chat completions.
            case HandlerContract.Routes.ChatCompletions or HandlerContract.Routes.Embeddings: Chat(exchange, OpenAiChat, path); break;
            case HandlerContract.Routes.Responses: Chat(exchange, Responses, path); break;
            case HandlerContract.Routes.CompactResponse: Chat(exchange, Compaction, path); break;
            case HandlerContract.Routes.CountResponse: Chat(exchange, Counting, path); break;
            case not null when path.StartsWith(HandlerContract.Routes.Responses + "/", StringComparison.Ordinal): Kept(exchange, path); break;
            case HandlerContract.Routes.Messages or HandlerContract.Routes.CountTokens: Chat(exchange, Anthropic, path); break;
            case HandlerContract.Routes.Prompt: Chat(exchange, Native, path); break;
            case HandlerContract.Routes.Models: Models(exchange, HandlerContract.Routes.Models); break;
            case not null when path.StartsWith(HandlerContract.Routes.Models + "/", StringComparison.Ordinal): Models(exchange, HandlerContract.Routes.Model); break;
            case HandlerContract.Routes.Chats: Own(exchange, HandlerContract.Routes.Chats, "GET"); break;
            case not null when path.StartsWith(HandlerContract.Routes.Chats + "/", StringComparison.Ordinal): Own(exchange, HandlerContract.Routes.Chat, "GET", "PATCH", "DELETE"); break;
            case not null when CancelStep.RequestOf(path) is not null: Own(exchange, HandlerContract.Routes.CancelRequest, "POST"); break;
            default: throw Unknown(exchange.Request);
        }
    }

    private static void Chat(Exchange exchange, IChatProtocol protocol, string path)
    {
        // First the protocol: a refusal is worded in it.
        (exchange.Route, exchange.Protocol) = (path, protocol);
        Expect(exchange.Request, "POST");
    }

    private static void Kept(Exchange exchange, string path)
    {
        exchange.Protocol = Responses;
        var (_, route) = KeptResponseStep.Read(path) ?? throw Unknown(exchange.Request);
        exchange.Route = route;
        if (route == HandlerContract.Routes.Response) Expect(exchange.Request, "GET", "DELETE");
        else Expect(exchange.Request, route == HandlerContract.Routes.CancelResponse ? "POST" : "GET");
    }

    private static GatewayException Unknown(GatewayHttpRequest request) =>
        new(new GatewayError(ErrorKind.UnknownRoute, $"There is no {request.Method} {request.Path}."));

    private static void Models(Exchange exchange, string route)
    {
        exchange.Route = route;
        Expect(exchange.Request, "GET");
    }

    /// <summary>Routes of the gateway's own, whose errors are worded in its own protocol.</summary>
    private static void Own(Exchange exchange, string route, params ReadOnlySpan<string> wanted)
    {
        (exchange.Route, exchange.Protocol) = (route, Native);
        Expect(exchange.Request, wanted);
    }

    private static void Expect(GatewayHttpRequest request, params ReadOnlySpan<string> wanted)
    {
        foreach (var method in wanted)
            if (string.Equals(request.Method, method, StringComparison.OrdinalIgnoreCase)) return;
        throw new GatewayException(new GatewayError(ErrorKind.WrongMethod, $"There is no {request.Method} {request.Path}; use {string.Join(" or ", wanted)}."));
    }
}
