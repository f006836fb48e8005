using System.Runtime.CompilerServices;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>
/// Reads the response of a model server that is called by HTTP, in the form that came: event stream or one JSON body, whichever was asked for. An answer
/// in the client's own protocol and form is copied; any other is translated.
/// </summary>
internal static class ServerAnswer
{
    private static ReadOnlySpan<byte> Done => "[DONE]"u8;

    /// <param name="response">Its headers are in.</param>
    /// <param name="reader">Of the protocol.</param>
    /// <param name="call">What was asked.</param>
    /// <param name="hideUsage">Usage was asked for by the gateway, and the client does not know it.</param>
    /// <param name="cancellationToken">Closes the connection.</param>
    public static IAsyncEnumerable<ChatEvent> ReadAsync(
        HttpResponseMessage response, IAnswerReader reader, UpstreamCall call, bool hideUsage, CancellationToken cancellationToken)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        var streams = call.Request.Stream ? type?.EndsWith("json", StringComparison.OrdinalIgnoreCase) != true : type == "text/event-stream";
        var copies = call.PassThroughBody is not null && streams == call.Request.Stream;
        return (streams, copies) switch
        {
            (true, true) => CopyStreamAsync(response, new Observed(reader, call.Model.Alias), hideUsage, cancellationToken),
            (true, false) => ReadStreamAsync(response, reader, call, cancellationToken),
            (false, true) => CopyWholeAsync(response, new Observed(reader, call.Model.Alias), cancellationToken),
            (false, false) => ReadWholeAsync(response, reader, call, cancellationToken),
        };
    }

    private static async IAsyncEnumerable<ChatEvent> CopyStreamAsync(
        HttpResponseMessage response, Observed observed, bool hideUsage, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        // Comments before the answer begin nothing: until its first event an error still has a status.
        List<byte>? comments = [];
        var done = false;
        await foreach (var block in EventBlocks.ReadAsync(stream, cancellationToken))
        {
            if (comments is not null && block.Data.IsEmpty)
            {
                comments.AddRange(block.Bytes.Span);
                continue;
            }
            var end = IsDone(block.Data);
            done |= end;
            var said = end ? observed.End(said: true) : block.Data.IsEmpty ? [] : observed.Read(block.Data);
            if (comments is { Count: > 0 }) yield return Framed(comments.ToArray(), comments.Count, []);
            comments = null;
            if (hideUsage && !end && observed.UsageAlone) yield return new WirePayload(ReadOnlyMemory<byte>.Empty, said);
            else if (block.DataAt < 0 && !block.Data.IsEmpty) yield return new WirePayload(block.Data, said);
            else yield return Framed(block.Bytes, block.DataAt < 0 ? block.Bytes.Length : block.DataAt, said);
        }
        if (comments is { Count: > 0 }) yield return Framed(comments.ToArray(), comments.Count, []);
        foreach (var one in observed.End(done)) yield return one;
    }

    private static async IAsyncEnumerable<ChatEvent> ReadStreamAsync(
        HttpResponseMessage response, IAnswerReader reader, UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var block in EventBlocks.ReadAsync(stream, cancellationToken))
        {
            if (block.Data.Span.Trim(" \t"u8).IsEmpty) continue;
            var end = IsDone(block.Data);
            foreach (var one in end ? reader.End() : reader.Read(block.Data, call.Model.Alias)) yield return one;
            if (end) yield break;
        }
    }

    private static async IAsyncEnumerable<ChatEvent> CopyWholeAsync(
        HttpResponseMessage response, Observed observed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var whole = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        yield return new WirePayload(whole, observed.Read(whole));
        // What came whole is done, whatever this server says of its end.
        foreach (var one in observed.End(said: true)) yield return one;
    }

    private static async IAsyncEnumerable<ChatEvent> ReadWholeAsync(
        HttpResponseMessage response, IAnswerReader reader, UpstreamCall call, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var whole = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        var begun = false;
        foreach (var one in reader.Read(whole, call.Model.Alias))
        {
            begun |= one is not UsageReported;
            yield return one;
        }
        // A body without an answer in it has no end either.
        if (!begun) yield break;
        foreach (var one in reader.End()) yield return one;
    }

    private static WirePayload Framed(ReadOnlyMemory<byte> bytes, int dataAt, IReadOnlyList<ChatEvent> said) => new(bytes, said) { JsonAt = dataAt };

    private static bool IsDone(ReadOnlyMemory<byte> data) => data.Length < 16 && data.Span.Trim(" \t"u8).SequenceEqual(Done);
}
