using System.Security.Cryptography;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Pipeline;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Protocols.Native;
using LlmGateway.Core.Requests;
using LlmGateway.Core.Sockets;
using LlmGateway.Handler.Runtime;
using LlmGateway.Handler.Telemetry;
using LlmGateway.Shared;

namespace LlmGateway.Handler.WebSocket;

/// <summary>The role <c>websocket-worker</c>: one message becomes a request of the gateway, and its answer frames of the connection.</summary>
/// <param name="services">Tables and connections.</param>
/// <param name="pipeline">Answers requests.</param>
/// <param name="cancelOnDisconnect">A connection that goes takes its answers with it.</param>
/// <param name="log">For what the client can't be told.</param>
/// <param name="time">The clock.</param>
internal sealed class WorkerHandler(SocketServices services, Rest.RestPipeline pipeline, bool cancelOnDisconnect, JsonLog log, TimeProvider time) : IInvocationHandler
{
    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    public async Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken)
    {
        var message = WorkerMessage.Read(invocation.Event);
        var poster = services.PosterOf(message.ApiId, message.Stage);
        // Who is gone by now may be back by another connection, or come back: the answer is kept for them.
        if (await services.Connections.FindAsync(message.ConnectionId, cancellationToken) is { } connection)
        {
            try
            {
                await AnswerAsync(message, connection, poster, invocation.Deadline, cancellationToken);
            }
            catch (GatewayException refused)
            {
                await poster.PostAsync(message.ConnectionId, SocketReply.Error("", message.RequestId, 0, refused.Error), cancellationToken);
            }
        }
        await response.SendAsync(Nothing, cancellationToken);
    }

    private async Task AnswerAsync(WorkerMessage message, Connection connection, ConnectionPoster poster, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        var subject = connection.Caller.Subject;
        var (chatId, requestId, uploadIds) = NamesOf(message);
        var key = new RequestKey(subject, requestId);
        var names = new NativeFrames(chatId, requestId);
        var (beginning, record) = await services.Requests.BeginAsync(
            key, message.RequestId, message.ConnectionId, chatId, Convert.ToHexStringLower(SHA256.HashData(message.Body.Span)), cancellationToken);
        if (beginning == Beginning.Duplicate) return;
        if (beginning == Beginning.Repeated)
        {
            await new FrameReplay(services).ResumeAsync(poster, message.ConnectionId, key, -1, cancellationToken);
            return;
        }
        if (beginning == Beginning.InUse)
            throw JsonBody.Invalid($"The request_id '{requestId}' belongs to another message of yours, of the last hour; choose a new one.", "request_id");

        using var frames = new AnswerFrames(names, poster, message.ConnectionId);
        await using var live = new LiveAnswer(services, key, frames, message.ConnectionId, cancelOnDisconnect, Failed, time);
        live.Follow(record!);
        if (beginning == Beginning.Cancelled || (cancelOnDisconnect && connection.IsGone && record!.Resumes == 0)) live.Cancel();
        Dictionary<string, string> uploads = [];
        GatewayError? refusal = null;
        try
        {
            foreach (var id in uploadIds) uploads[id] = await services.Uploads.ReadAsync(subject, id, cancellationToken);
        }
        catch (GatewayException refused)
        {
            refusal = refused.Error;
        }
        await pipeline(new GatewayHttpRequest
        {
            RequestId = message.RequestId,
            Method = "POST",
            Path = HandlerContract.Actions.SendMessage,
            Headers = NoHeaders.Instance,
            Body = message.Body,
            Caller = connection.Caller,
            Deadline = deadline,
            Refusal = refusal,
            Protocol = new SocketProtocol(names, frames, uploads),
            Cancelled = live.Cancelled,
        }, NoHeaders.Response, cancellationToken);
        // The process is told to stop: Lambda has the client told of it.
        cancellationToken.ThrowIfCancellationRequested();
        await live.EndAsync(cancellationToken);

        void Failed(Exception cause) => log.Write(LogLevel.Error, $"keeping frames of {message.RequestId} failed", cause);
    }

    /// <summary>What has to be known of a message before it is read as a request.</summary>
    private static (string ChatId, string RequestId, List<string> UploadIds) NamesOf(WorkerMessage message)
    {
        using var body = JsonDocument.Parse(message.Body);
        var fields = new MessageFields(body.RootElement);
        return (fields.OptionalId("chat_id") ?? message.RequestId, fields.OptionalId("request_id") ?? message.RequestId, fields.UploadIds());
    }

    /// <summary>All of an answer goes by frames.</summary>
    private sealed class NoHeaders : IGatewayHttpResponse
    {
        public static readonly IReadOnlyDictionary<string, string> Instance = new Dictionary<string, string>();
        public static readonly IGatewayHttpResponse Response = new NoHeaders();

        public ValueTask StartAsync(int status, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken) => ValueTask.CompletedTask;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
