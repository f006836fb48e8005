using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Local;

namespace LlmGateway.EndToEnd;

/// <summary>A bare WebSocket: sends JSON, reads frames, and knows nothing of either.</summary>
internal sealed class SocketClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly ClientWebSocket _socket;

    private SocketClient(ClientWebSocket socket) => _socket = socket;

    public WebSocketState State => _socket.State;

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? Subprotocol => _socket.SubProtocol;

    public static async Task<SocketClient> ConnectAsync(LocalRun run, string? key, string? subprotocol = null, string? token = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.CollectHttpResponseDetails = true;
        if (key is not null) socket.Options.SetRequestHeader("x-api-key", key);
        if (subprotocol is not null) socket.Options.AddSubProtocol(subprotocol);
        if (token is not null) socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        try
        {
            await socket.ConnectAsync(run.SocketApis.Single().Url, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw new HttpRequestException("refused", null, status);
        }
        return new SocketClient(socket);
    }

    /// <summary>Sends a message in frames of at most 32 KB.</summary>
    public Task SendAsync(JsonNode message) => SendAsync(message.ToJsonString());

    public async Task SendAsync(string message, int frame = 32 * 1024)
    {
        ReadOnlyMemory<byte> left = Encoding.UTF8.GetBytes(message);
        do
        {
            var piece = left[..Math.Min(frame, left.Length)];
            left = left[piece.Length..];
            await _socket.SendAsync(piece, WebSocketMessageType.Text, left.IsEmpty, CancellationToken.None);
        }
        while (!left.IsEmpty);
    }

    /// <returns>Null: the connection was closed.</returns>
    public async Task<JsonNode?> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            var received = await _socket.ReceiveAsync(buffer.AsMemory(), patience.Token);
            if (received.MessageType == WebSocketMessageType.Close) return null;
            message.Write(buffer, 0, received.Count);
            if (!received.EndOfMessage) continue;
            message.Length.Should().BeLessThanOrEqualTo(32 * 1024, "no frame is larger");
            return JsonNode.Parse(message.ToArray());
        }
    }

    /// <summary>All frames of an answer, to its last.</summary>
    public async Task<List<JsonNode>> ReadAnswerAsync(string? requestId = null)
    {
        List<JsonNode> frames = [];
        while (true)
        {
            var frame = await ReceiveAsync() ?? throw new InvalidOperationException("The connection was closed in the middle of an answer.");
            if (requestId is not null && frame["request_id"]?.GetValue<string>() != requestId) continue;
            frames.Add(frame);
            if (frame["has_more_messages"]?.GetValue<string>() == "false") return frames;
        }
    }

    /// <summary>Cuts the line, as a lost network does: without a word.</summary>
    public void Abort() => _socket.Abort();

    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        await _socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
    }

    public void Dispose() => _socket.Dispose();
}
