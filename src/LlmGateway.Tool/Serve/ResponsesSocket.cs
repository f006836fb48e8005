using System.Net.WebSockets;
using System.Threading.Channels;
using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Governance;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Sockets;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Serve;

/// <summary>
/// The WebSocket mode of Responses on one connection: messages are answered one after the other, and what they said is remembered while the connection lives.
/// </summary>
internal sealed class ResponsesSocket(WebSocket socket, GatewayPipeline pipeline, CallerIdentity caller, IReadOnlyDictionary<string, string> headers)
{
    /// <summary>Messages that wait for the one before them.</summary>
    private const int MostWaiting = 16;

    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private static readonly GatewayError TooLarge = new(ErrorKind.TooLarge, $"The message is too large; {ParseStep.MostBytes} bytes are the most.");

    private readonly MemorySession _session = new();
    private readonly Channel<byte[]?> _messages = Channel.CreateBounded<byte[]?>(MostWaiting);

    /// <param name="stopping">The server takes no new work.</param>
    /// <param name="aborted">The line broke.</param>
    public async Task RunAsync(CancellationToken stopping, CancellationToken aborted)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        var receiving = ReceiveAsync(gone);
        var reason = WebSocketCloseStatus.NormalClosure;
        try
        {
            await foreach (var message in _messages.Reader.ReadAllAsync(stopping))
            {
                if (message is null)
                {
                    await SendAsync(SocketError.Of(TooLarge), gone.Token);
                    reason = WebSocketCloseStatus.MessageTooBig;
                    break;
                }
                await AnswerAsync(message, gone.Token);
                stopping.ThrowIfCancellationRequested();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            reason = WebSocketCloseStatus.EndpointUnavailable;
        }
        catch (Exception broken) when (broken is OperationCanceledException or WebSocketException or IOException)
        {
            // The client went; what it was being sent has nowhere to go.
        }
        await CloseAsync(reason);
        await gone.CancelAsync();
        await receiving;
    }

    private async Task AnswerAsync(byte[] message, CancellationToken gone)
    {
        ResponseCreateMessage create;
        try
        {
            create = ResponseCreateMessage.Read(message);
        }
        catch (GatewayException refused)
        {
            await SendAsync(SocketError.Of(refused.Error), gone);
            return;
        }
        var events = new SocketEvents(SendAsync);
        await pipeline.RunAsync(new GatewayHttpRequest
        {
            RequestId = Guid.CreateVersion7().ToString(),
            Method = "POST",
            Path = HandlerContract.Routes.Responses,
            Headers = headers,
            Body = create.Body,
            Caller = caller,
            Session = _session,
        }, events, gone);
        if (events.Failed && create.Previous is { } previous) await _session.ForgetAsync(previous, gone);
    }

    private async Task ReceiveAsync(CancellationTokenSource gone)
    {
        try
        {
            while (await ReadAsync(gone.Token) is { } message)
            {
                var tooLarge = message.Length > ParseStep.MostBytes;
                await _messages.Writer.WriteAsync(tooLarge ? null : message, gone.Token);
                if (tooLarge) break;
            }
            // Its close ends what it waits for.
            if (socket.State != WebSocketState.Open) await gone.CancelAsync();
        }
        catch (Exception broken) when (broken is OperationCanceledException or WebSocketException or IOException)
        {
            if (!gone.IsCancellationRequested) await gone.CancelAsync();
        }
        _messages.Writer.TryComplete();
    }

    /// <returns>A whole message, or the beginning of one that is too large; null: the client closed.</returns>
    private async Task<byte[]?> ReadAsync(CancellationToken cancellationToken)
    {
        using var whole = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (whole.Length <= ParseStep.MostBytes)
        {
            var piece = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken);
            if (piece.MessageType == WebSocketMessageType.Close) return null;
            whole.Write(buffer, 0, piece.Count);
            if (piece.EndOfMessage) break;
        }
        return whole.ToArray();
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken) =>
        socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    private async Task CloseAsync(WebSocketCloseStatus reason)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var patience = new CancellationTokenSource(Farewell);
        try
        {
            await socket.CloseOutputAsync(reason, statusDescription: null, patience.Token);
        }
        catch (Exception broken) when (broken is OperationCanceledException or WebSocketException or IOException)
        {
            // Closed as well.
        }
    }
}
