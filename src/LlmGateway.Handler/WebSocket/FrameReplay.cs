using System.Text;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Requests;
using LlmGateway.Core.Sockets;

namespace LlmGateway.Handler.WebSocket;

/// <summary>Gives a connection the frames of an answer that it does not have: by its worker while that runs, else from the log.</summary>
internal sealed class FrameReplay(SocketServices services)
{
    public async Task ResumeAsync(ConnectionPoster poster, string connectionId, RequestKey key, int afterSeq, CancellationToken cancellationToken)
    {
        if (await services.Requests.RedirectAsync(key, connectionId, afterSeq, cancellationToken)) return;
        if (await services.Requests.FindAsync(key, cancellationToken) is not { LastFrame: { } last, LastSeq: { } lastSeq } record)
        {
            // Who has frames of it knows that it began; who has none may have asked a moment ago.
            var expected = afterSeq < 0 ? await services.Requests.ExpectAsync(key, connectionId, afterSeq, cancellationToken) : false;
            if (expected is true) return;
            if (expected is false)
                throw JsonBody.Invalid($"You have no request '{key.RequestId}' to resume: frames are kept for an hour, and are their caller's alone.", "request_id");
            await ResumeAsync(poster, connectionId, key, afterSeq, cancellationToken);
            return;
        }
        var texts = await services.Log.ReadAsync(key, cancellationToken);
        for (var seq = afterSeq + 1; seq < Math.Min(lastSeq, texts.Count); seq++)
            if (!await poster.PostAsync(connectionId, SocketReply.Text(record.ChatId, key.RequestId, seq, texts[seq]), cancellationToken)) return;
        await poster.PostAsync(connectionId, Encoding.UTF8.GetBytes(last), cancellationToken);
    }
}
