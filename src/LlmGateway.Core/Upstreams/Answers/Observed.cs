using System.Text.Json;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>
/// Reads an answer that is copied to the client. What can't be read costs a figure (usage, why the answer ended), never the answer; an error that the
/// model server reports is one all the same.
/// </summary>
internal sealed class Observed(IAnswerReader reader, string model)
{
    private bool _missed, _ended;

    public bool UsageAlone => reader.UsageAlone;

    public IReadOnlyList<ChatEvent> Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return Noted(reader.Read(json, model));
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            _missed = true;
            return [];
        }
    }

    /// <summary>The copy is complete.</summary>
    /// <param name="said">The server said so itself.</param>
    /// <returns>The end, unless it was read already. None where all was read and no end was in it: the answer was cut.</returns>
    public IReadOnlyList<ChatEvent> End(bool said) =>
        _ended ? [] : said ? Noted(reader.End()) : _missed ? [new AnswerEnded(FinishReason.Stop)] : [];

    private IReadOnlyList<ChatEvent> Noted(IReadOnlyList<ChatEvent> events)
    {
        foreach (var one in events) _ended |= one is AnswerEnded;
        return events;
    }
}
