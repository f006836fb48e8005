using LlmGateway.Client.Chat;
using LlmGateway.Client.Http;
using LlmGateway.Client.Sockets;
using Microsoft.Extensions.AI;

namespace LlmGateway.Client;

/// <summary>Asks a gateway. One client serves many questions at once; over a WebSocket they share one connection.</summary>
public sealed class LlmGatewayClient : IAsyncDisposable
{
    private readonly IGatewayTransport _transport;

    /// <summary>Makes a client; it connects with the first question.</summary>
    /// <param name="endpoint"><c>wss://…</c> of a WebSocket gateway or <c>https://…</c> of a REST gateway, the stage included.</param>
    /// <param name="credential">How it shows who it is.</param>
    /// <param name="options">Default: all defaults.</param>
    /// <exception cref="ArgumentException">The endpoint is of neither kind.</exception>
    public LlmGatewayClient(Uri endpoint, GatewayCredential credential, LlmGatewayClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(credential);
        options ??= new LlmGatewayClientOptions();
        _transport = endpoint.Scheme switch
        {
            "ws" or "wss" => new SocketTransport(endpoint, credential, options),
            "http" or "https" => new HttpTransport(endpoint, credential, options),
            var other => throw new ArgumentException($"The endpoint's scheme is {other}; use wss:// for a WebSocket gateway, or https:// for a REST gateway.", nameof(endpoint)),
        };
    }

    /// <summary>Asks, and gives the answer's frames as they come, the last one included.</summary>
    /// <param name="prompt">What is asked.</param>
    /// <param name="cancellationToken">Cancels the answer: the gateway closes the call to the model.</param>
    /// <exception cref="GatewayException">The gateway refused, or the answer broke off.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<GatewayFrame> AskAsync(GatewayPrompt prompt, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return _transport.AskAsync(prompt, Guid.NewGuid().ToString("N"), cancellationToken);
    }

    /// <summary>The client as Microsoft.Extensions.AI knows chat clients. A conversation goes on by <see cref="ChatOptions.ConversationId"/>, which answers carry.</summary>
    /// <param name="defaultModel">For requests that name none. Default: the gateway's first.</param>
    public IChatClient AsChatClient(string? defaultModel = null) => new GatewayChatClient(this, defaultModel);

    /// <summary>Closes the connection; answers that still run fail.</summary>
    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}
