using CsCheck;
using LlmGateway.Tool.Local.Bedrock;

namespace LlmGateway.Tool.Tests.Bedrock;

public sealed class SimulatedTokenizerTests
{
    [Fact]
    public void Pieces_joined_are_the_text() =>
        Gen.String.Sample(text => string.Concat(SimulatedTokenizer.Split(text)) == text && SimulatedTokenizer.Count(text) == SimulatedTokenizer.Split(text).Count);

    [Fact]
    public void Characters_are_never_cut_in_half() =>
        SimulatedTokenizer.Split("a 😀😀 naïve 語").Should().Equal("a", " 😀", "😀", " naïve", " 語");

    [Fact]
    public void English_has_about_four_characters_a_token()
    {
        const string text = "The base station reported a loss of power at three in the morning, and the technician was sent to replace the rectifier module.";
        (text.Length / (double)SimulatedTokenizer.Count(text)).Should().BeInRange(3.5, 5);
    }
}
