using System.Text;
using System.Text.Json;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Requests;
using LlmGateway.Handler.Runtime;

namespace LlmGateway.Handler.WebSocket;

/// <summary>
/// The role <c>websocket-failure</c>: Lambda says which message a worker died of, and its client is told. Events are
/// https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html.
/// </summary>
internal sealed class FailureHandler(SocketServices services) : IInvocationHandler
{
    private static readonly ReadOnlyMemory<byte> Nothing = "{}"u8.ToArray();

    public async Task HandleAsync(Invocation invocation, InvocationResponse response, CancellationToken cancellationToken)
    {
        await TellAsync(MessageOf(invocation.Event), cancellationToken);
        await response.SendAsync(Nothing, cancellationToken);
    }

    private static WorkerMessage MessageOf(ReadOnlyMemory<byte> record)
    {
        using var document = JsonDocument.Parse(record);
        return WorkerMessage.Of(document.RootElement.GetProperty("requestPayload"));
    }

    /// <summary>
    /// The number of the error's frame follows the last one that was kept, which may be lower than what the worker had sent: a client takes a frame without
    /// more to come as the end, whatever its number.
    /// </summary>
    private async Task TellAsync(WorkerMessage message, CancellationToken cancellationToken)
    {
        if (await services.Connections.FindAsync(message.ConnectionId, cancellationToken) is not { } connection) return;
        var key = new RequestKey(connection.Caller.Subject, RequestOf(message));
        var record = await services.Requests.FindAsync(key, cancellationToken);
        // Somebody else's message has the id, or this one was answered, and the worker died after that.
        if (record?.Owner is { } owner && owner != message.RequestId || record?.LastFrame is not null) return;
        var texts = await services.Log.ReadAsync(key, cancellationToken);
        var error = new GatewayError(ErrorKind.Internal, $"The gateway failed in the middle of this answer; ask again. Its operator finds the reason under request id {message.RequestId}.");
        var last = SocketReply.Error(record?.ChatId ?? "", key.RequestId, texts.Count, error);
        var poster = services.PosterOf(message.ApiId, message.Stage);
        // Also where no worker began: who resumes it later is told.
        while (!await services.Requests.EndAsync(key, record?.Resumes ?? 0, texts.Count, Encoding.UTF8.GetString(last), cancellationToken))
        {
            record = await services.Requests.FindAsync(key, cancellationToken);
            if (record?.LastFrame is not null) return;
        }
        var to = record?.ConnectionId ?? message.ConnectionId;
        // Who resumed with a dead worker has nothing of it yet.
        if (record is { Resumes: > 0 })
        {
            for (var seq = record.AfterSeq + 1; seq < texts.Count; seq++)
                if (!await poster.PostAsync(to, SocketReply.Text(record.ChatId, key.RequestId, seq, texts[seq]), cancellationToken)) return;
        }
        await poster.PostAsync(to, last, cancellationToken);
    }

    private static string RequestOf(WorkerMessage message)
    {
        using var body = JsonDocument.Parse(message.Body);
        try
        {
            return new MessageFields(body.RootElement).OptionalId("request_id") ?? message.RequestId;
        }
        catch (GatewayException)
        {
            return message.RequestId;
        }
    }
}
