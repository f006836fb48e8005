using System.Runtime.CompilerServices;

namespace LlmGateway.Tool.Local.Bedrock;

internal enum AnswerStepKind
{
    BlockStart,
    Piece,
    BlockStop,
}

/// <summary>One thing that happens while an answer is spoken.</summary>
internal readonly record struct AnswerStep(AnswerStepKind Kind, int Index, AnswerBlock Block, string Piece = "");

/// <summary>The script says that the answer ends here with an exception.</summary>
internal sealed class ScriptedStreamException(string name, string? message) : Exception(name)
{
    public string Name { get; } = name;
    public string? Text { get; } = message;
}

/// <summary>The script says that the connection breaks here.</summary>
internal sealed class ScriptedResetException() : Exception("The script cuts the connection.");

/// <summary>Speaks an answer at the pace of the script, and lets happen what befalls it on the way.</summary>
internal sealed class AnswerPlayer(SimulatorPace pace, ScriptedBreak? mishap, TimeProvider time)
{
    public async IAsyncEnumerable<AnswerStep> PlayAsync(SimulatedAnswer answer, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await WaitAsync(pace.Prefill(answer.Usage.InputTokens), cancellationToken);
        var start = time.GetTimestamp();
        var spoken = 0;
        for (var index = 0; index < answer.Blocks.Count; index++)
        {
            var block = answer.Blocks[index];
            yield return new AnswerStep(AnswerStepKind.BlockStart, index, block);
            foreach (var piece in block.Pieces)
            {
                if (spoken == mishap?.AfterTokens) await BefallAsync(mishap, cancellationToken);
                await WaitAsync(pace.Due(spoken) - time.GetElapsedTime(start), cancellationToken);
                yield return new AnswerStep(AnswerStepKind.Piece, index, block, piece);
                if (piece.Length > 0) spoken++;
            }
            yield return new AnswerStep(AnswerStepKind.BlockStop, index, block);
        }
        // An answer shorter than the script thought breaks at its end.
        if (mishap is not null && mishap.AfterTokens >= spoken) await BefallAsync(mishap, cancellationToken);
    }

    private async Task BefallAsync(ScriptedBreak mishap, CancellationToken cancellationToken)
    {
        if (mishap.StallMs is { } stall)
            await (stall < 0 ? Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken) : WaitAsync(TimeSpan.FromMilliseconds(stall), cancellationToken));
        if (mishap.Reset) throw new ScriptedResetException();
        if (mishap.Exception is { } name) throw new ScriptedStreamException(name, mishap.Message);
    }

    // What is due already is often late by one millisecond, which is how the framework writes "forever".
    private Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        delay > TimeSpan.Zero ? Task.Delay(delay, time, cancellationToken) : Task.CompletedTask;
}
