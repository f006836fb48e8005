using LlmGateway.Tool.Local;

namespace LlmGateway.Tool.Asking;

/// <summary>HTTP to gateways, those of the local run among them, whose names end in <c>.localhost</c>.</summary>
internal static class GatewayHttp
{
    /// <summary>Answers may be silent for minutes: who asks has a token of his own.</summary>
    public static HttpClient Create() => new(new SocketsHttpHandler { ConnectCallback = LoopbackNames.ConnectAsync }) { Timeout = Timeout.InfiniteTimeSpan };
}
