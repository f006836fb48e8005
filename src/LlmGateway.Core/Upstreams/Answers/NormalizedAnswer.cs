using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Upstreams.Answers;

/// <summary>The events of an answer as <see cref="AnswerNormalizer"/> makes them.</summary>
internal static class NormalizedAnswer
{
    public static async IAsyncEnumerable<ChatEvent> Of(IAsyncEnumerable<ChatEvent> answer, AnswerNormalizer normalizer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ChatEvent> ready = [];
        var told = false;
        ExceptionDispatchInfo? broken = null;
        await using var source = answer.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var more = false;
            try
            {
                more = await source.MoveNextAsync();
            }
            catch (Exception failure) when (told)
            {
                broken = ExceptionDispatchInfo.Capture(failure);
            }
            if (!more) break;
            if (source.Current is WirePayload copy)
            {
                told = true;
                yield return copy;
                continue;
            }
            normalizer.Add(source.Current, ready);
            told |= ready.Count > 0;
            foreach (var one in ready) yield return one;
            ready.Clear();
        }
        // A line that breaks behind the last word of an answer takes nothing from it.
        var whole = broken is null || (normalizer.HasEnded && !cancellationToken.IsCancellationRequested);
        if (whole) normalizer.End(ready);
        else normalizer.Flush(ready);
        foreach (var one in ready) yield return one;
        if (!whole) broken!.Throw();
    }
}
