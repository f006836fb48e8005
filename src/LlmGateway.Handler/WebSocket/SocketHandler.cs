using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Requests;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.WebSocket;

/// <summary>The role <c>websocket</c>: connections come and go, answers are cancelled and resumed, prompts arrive in parts. No model is asked here.</summary>
internal sealed class SocketHandler(SocketServices services, JsonLog log) : IInvocationHandler
{
    private const string Actions = $"{HandlerContract.Actions.SendMessage}, {HandlerContract.Actions.Cancel}, {HandlerContract.Actions.Resume}, "
        + $"{HandlerContract.Actions.Upload}, {HandlerContract.Actions.Ping}";

    private static readonly byte[] Pong = """{"action":"pong"}"""u8.ToArray();

    private readonly FrameReplay _replay = new(services);

    public async Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken)
    {
        var socket = SocketEvent.Read(invocation.Event);
        var answer = socket.RouteKey switch
        {
            HandlerContract.Actions.Connect => await ConnectAsync(socket, cancellationToken),
            HandlerContract.Actions.Disconnect => await DisconnectAsync(socket, cancellationToken),
            _ => await MessageAsync(socket, cancellationToken),
        };
        await response.SendAsync(answer, cancellationToken);
    }

    private async Task<ReadOnlyMemory<byte>> ConnectAsync(SocketEvent socket, CancellationToken cancellationToken)
    {
        await services.Connections.AddAsync(socket.ConnectionId, socket.Caller, cancellationToken);
        // Browsers close a connection that does not choose one of the subprotocols they offered.
        return SocketReply.Of(200, subprotocol: socket.Subprotocols.Contains(HandlerContract.Actions.Subprotocol) ? HandlerContract.Actions.Subprotocol : null);
    }

    private async Task<ReadOnlyMemory<byte>> DisconnectAsync(SocketEvent socket, CancellationToken cancellationToken)
    {
        await services.Connections.RemoveAsync(socket.ConnectionId, cancellationToken);
        return SocketReply.Of(200);
    }

    private async Task<ReadOnlyMemory<byte>> MessageAsync(SocketEvent socket, CancellationToken cancellationToken)
    {
        byte[]? frame;
        var requestId = socket.RequestId;
        try
        {
            using var body = JsonBody.Parse(Encoding.UTF8.GetBytes(socket.Body ?? ""));
            var fields = new MessageFields(body.RootElement);
            requestId = fields.OptionalId("request_id") ?? requestId;
            frame = await ActAsync(socket, fields, cancellationToken);
        }
        catch (GatewayException refused)
        {
            frame = SocketReply.Error("", requestId, 0, refused.Error);
        }
#pragma warning disable CA1031 // Whatever it is, the client must hear of it.
        catch (Exception unexpected) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            log.Write(LogLevel.Error, $"the action {socket.RouteKey} failed", unexpected);
            frame = SocketReply.Error("", requestId, 0, new GatewayError(ErrorKind.Internal, $"The gateway failed. Its operator finds the reason under request id {socket.RequestId}."));
        }
        // Posted, since what a route answers reaches the client only as its route responses say.
        if (frame is not null) await services.PosterOf(socket.ApiId, socket.Stage).PostAsync(socket.ConnectionId, frame, cancellationToken);
        return SocketReply.Of(200);
    }

    /// <returns>What the client is sent; null: nothing, or frames that went already.</returns>
    private async Task<byte[]?> ActAsync(SocketEvent socket, MessageFields fields, CancellationToken cancellationToken)
    {
        if (socket.RouteKey == HandlerContract.Actions.Ping) return Pong;
        var connection = await services.Connections.FindAsync(socket.ConnectionId, cancellationToken)
            ?? throw new GatewayException(new GatewayError(ErrorKind.Unauthenticated, "This connection is not known; connect again."));
        var subject = connection.Caller.Subject;
        switch (socket.RouteKey)
        {
            case HandlerContract.Actions.Cancel:
                var cancelled = new RequestKey(subject, fields.Id("request_id"));
                if (await services.Requests.CancelAsync(cancelled, cancellationToken)) return null;
                throw JsonBody.Invalid($"You have no request '{cancelled.RequestId}' that runs; one that is on its way is stopped when it comes.", "request_id");
            case HandlerContract.Actions.Resume:
                await _replay.ResumeAsync(services.PosterOf(socket.ApiId, socket.Stage), socket.ConnectionId, new RequestKey(subject, fields.Id("request_id")), fields.Number("after_seq", -1, int.MaxValue), cancellationToken);
                return null;
            case HandlerContract.Actions.Upload:
                var of = fields.Number("of", 1, UploadTable.MostParts);
                var (upload, part) = (fields.Id("upload_id"), fields.Number("part", 0, of - 1));
                var received = await services.Uploads.AddAsync(subject, upload, part, of, fields.Text("text"), cancellationToken);
                return SocketReply.Uploaded(upload, received, of);
            default:
                throw JsonBody.Invalid($"A message needs an 'action'; there are {Actions}.", "action");
        }
    }
}
