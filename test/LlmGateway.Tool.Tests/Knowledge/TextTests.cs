using System.Text;
using CsCheck;
using LlmGateway.Tool.Knowledge.Import;

namespace LlmGateway.Tool.Tests.Knowledge;

public sealed class TextTests
{
    [Fact]
    public void Chunks_are_no_longer_than_asked_and_leave_nothing_out() =>
        Gen.Select(Gen.String[Gen.Char["abc .?\n😀é漢"], 0, 600], Gen.Int[20, 60]).Sample((text, tokens) =>
        {
            text = new string([.. text.Where(character => !char.IsSurrogate(character))]);
            var chunks = new TextChunks(tokens, tokens / 4).Of(text);
            var at = 0;
            foreach (var chunk in chunks)
            {
                TextChunks.Count(chunk).Should().BeLessThanOrEqualTo(tokens + 4);
                var found = text.IndexOf(chunk, StringComparison.Ordinal);
                found.Should().BeGreaterThanOrEqualTo(0);
                at = Math.Max(at, found + chunk.Length);
            }
            string.Concat(text.Where(character => !char.IsWhiteSpace(character))).Distinct().Should().BeSubsetOf(string.Concat(chunks).Distinct());
        }, iter: 200);

    [Fact]
    public void Html_is_read_as_a_browser_shows_it()
    {
        var document = DocumentText.Read("page.html", Encoding.UTF8.GetBytes(
            "<html><head><title>The &amp; page</title><style>p{}</style></head><body><h1>Head</h1><p>One <b>bold</b> word.<br>Next</p><script>evil()</script><!-- no --></body></html>"));

        document.Should().Be(new DocumentText("The & page", "Head\n\nOne bold word.\nNext"));
    }

    [Theory]
    [InlineData("notes.md", "Intro\n\n## Title here ##\n\nText", "Title here")]
    [InlineData("notes.txt", "Only text", "notes")]
    public void A_text_is_called_by_its_first_heading_or_its_file(string file, string text, string title) => DocumentText.Read(file, Encoding.UTF8.GetBytes(text)).Title.Should().Be(title);
}
