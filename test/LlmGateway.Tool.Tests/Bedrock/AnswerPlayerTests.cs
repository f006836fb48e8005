using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Tool.Tests.Bedrock;

public sealed class AnswerPlayerTests
{
    private static readonly SimulatorPace Pace = new() { FirstTokenMs = 100, PrefillTokensPerSecond = 1000, TokensPerSecond = 50 };
    private readonly JumpingTime _time = new();

    [Fact]
    public async Task Long_prompts_take_longer_and_tokens_come_at_the_pace_of_the_script()
    {
        var due = new List<double>();
        await foreach (var step in Play(null, inputTokens: 400))
            if (step.Kind == AnswerStepKind.Piece) due.Add(_time.Now.TotalMilliseconds);
        // 100 ms and 400 tokens at 1000 a second, then one each 20 ms.
        due.Should().Equal(500, 520, 540, 560);
    }

    [Fact]
    public async Task A_stall_holds_the_answer_back_once()
    {
        var due = new List<double>();
        await foreach (var step in Play(new ScriptedBreak { AfterTokens = 2, StallMs = 5000 }))
            if (step.Kind == AnswerStepKind.Piece) due.Add(_time.Now.TotalMilliseconds);
        due.Should().Equal(100, 120, 5120, 5120);
    }

    [Fact]
    public async Task What_is_late_by_a_millisecond_comes_at_once()
    {
        // One millisecond less than nothing is how the framework writes "for ever".
        var time = new JumpingTime { Each = TimeSpan.FromMilliseconds(1) };
        var answer = new SimulatedAnswer([new AnswerBlock(AnswerBlockKind.Text, ["one", " two"])], "end_turn", null, new SimulatedUsage(0, 2, 0, 0));
        var player = new AnswerPlayer(new SimulatorPace(), null, time).PlayAsync(answer, CancellationToken.None);
        (await player.CountAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30))).Should().Be(4);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 3)]
    [InlineData(99, 4)]
    public async Task An_exception_comes_after_so_many_tokens_or_at_the_end(int after, int spoken)
    {
        var pieces = new List<string>();
        var listen = async () =>
        {
            await foreach (var step in Play(new ScriptedBreak { AfterTokens = after, Exception = "throttlingException" }))
                if (step.Kind == AnswerStepKind.Piece) pieces.Add(step.Piece);
        };
        (await listen.Should().ThrowAsync<ScriptedStreamException>()).Which.Name.Should().Be("throttlingException");
        pieces.Should().HaveCount(spoken);
    }

    private IAsyncEnumerable<AnswerStep> Play(ScriptedBreak? mishap, int inputTokens = 0)
    {
        var answer = new SimulatedAnswer([new AnswerBlock(AnswerBlockKind.Text, ["one", " two", " three", " four"])], "end_turn", null, new SimulatedUsage(inputTokens, 4, 0, 0));
        return new AnswerPlayer(Pace, mishap, _time).PlayAsync(answer, CancellationToken.None);
    }
}
