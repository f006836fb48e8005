using LlmGateway.Core.Sockets;

namespace LlmGateway.Core.Tests.Sockets;

public sealed class PendingTextTests
{
    [Fact]
    public void Half_a_character_waits_for_its_other_half()
    {
        var pending = new PendingText();
        pending.Add("a\ud83d");
        pending.Take(final: false).Should().Be("a");
        pending.Take(final: false).Should().BeNull();

        pending.Add("\ude00b");

        pending.Take(final: false).Should().Be("😀b");
    }

    [Fact]
    public void A_long_text_is_cut_into_frames_that_are_whole_and_lose_nothing()
    {
        var pending = new PendingText();
        var text = "x" + string.Concat(Enumerable.Repeat("😀", PendingText.MostInFrame));
        pending.Add(text);
        List<string> taken = [];
        while (pending.Take(final: true) is { } piece) taken.Add(piece);

        string.Concat(taken).Should().Be(text);
        taken.Should().OnlyContain(piece => piece.Length <= PendingText.MostInFrame && !char.IsLowSurrogate(piece[0]));
    }

    [Fact]
    public void At_the_end_even_half_a_character_goes_out()
    {
        var pending = new PendingText();
        pending.Add("\ud83d");

        pending.Take(final: true).Should().Be("\ud83d");
    }
}
