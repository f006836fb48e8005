using LlmGateway.Core.Chats;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Tests.Chats;

public sealed class TurnItemsTests
{
    [Theory]
    [InlineData(10, 10, 1)]
    [InlineData(130_000, 10, 3)]
    [InlineData(10, 500_000, 6)]
    public async Task A_turn_of_any_size_is_read_as_it_was_written(int question, int answer, int items)
    {
        var turn = new ChatTurn
        {
            Question = Text(question), Answer = Text(answer), Model = "small", AskedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
            Finish = FinishReason.Length, Usage = new TokenUsage(3, 4), CostUsd = 0.25m,
        };
        var written = TurnItems.Write(turn, "r-1").ToList();

        var read = new List<ChatTurn>();
        await foreach (var one in TurnItems.ReadAsync(Enumerable.Reverse(written).ToAsyncEnumerable())) read.Add(one);

        written.Should().HaveCount(items);
        written.Select(item => item["sk"].S).Should().BeInAscendingOrder(StringComparer.Ordinal);
        read.Should().ContainSingle().Which.Should().Be(turn);
    }

    private static string Text(int length) => string.Concat(Enumerable.Repeat("ab😀", length / 4 + 1));
}
