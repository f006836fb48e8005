using System.Text;
using LlmGateway.Core.Protocols;
using LlmGateway.Core.Requests;

namespace LlmGateway.Handler.WebSocket;

/// <summary>Gives a connection the frames of an answer that it does not have: by its worker while that runs, else from the log.</summary>
internal sealed class FrameReplay(SocketServices services)
{
    public async Task ResumeAsync(SocketEvent socket, RequestKey key, int afterSeq, CancellationToken cancellationToken)
    {
        if (await services.Requests.RedirectAsync(key, socket.ConnectionId, afterSeq, cancellationToken)) return;
        if (await services.Requests.FindAsync(key, cancellationToken) is not { LastFrame: { } last, LastSeq: { } lastSeq } record)
        {
            // Who has frames of it knows that it began; who has none may have asked a moment ago.
            var expected = afterSeq < 0 ? await services.Requests.ExpectAsync(key, socket.ConnectionId, afterSeq, cancellationToken) : false;
            if (expected is true) return;
            if (expected is false)
                throw JsonBody.Invalid($"You have no request '{key.RequestId}' to resume: frames are kept for an hour, and are their caller's alone.", "request_id");
            await ResumeAsync(socket, key, afterSeq, cancellationToken);
            return;
        }
        var texts = await services.Log.ReadAsync(key, cancellationToken);
        var poster = services.PosterOf(socket.ApiId, socket.Stage);
        for (var seq = afterSeq + 1; seq < Math.Min(lastSeq, texts.Count); seq++)
            if (!await poster.PostAsync(socket.ConnectionId, SocketReply.Text(record.ChatId, key.RequestId, seq, texts[seq]), cancellationToken)) return;
        await poster.PostAsync(socket.ConnectionId, Encoding.UTF8.GetBytes(last), cancellationToken);
    }
}
