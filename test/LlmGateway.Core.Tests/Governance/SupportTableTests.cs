using LlmGateway.Testing;

namespace LlmGateway.Core.Tests.Governance;

/// <summary>The table in the guide says what the catalog says.</summary>
public sealed class SupportTableTests
{
    /// <summary>Set to 1: the table is written anew, to be read as a diff.</summary>
    private const string Update = "UPDATE_DOCS";

    private const string Begin = "<!-- support: written by SupportTableTests -->\n";
    private const string End = "<!-- support: end -->";

    private static readonly string Page = Path.Combine(Repository.Root, "docs", "clients.md");

    [Fact]
    public void The_guides_table_is_what_the_catalog_says()
    {
        var page = File.ReadAllText(Page);
        var from = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = page.IndexOf(End, StringComparison.Ordinal);
        from.Should().BeGreaterThanOrEqualTo(Begin.Length, $"docs/clients.md has the mark {Begin}");
        to.Should().BeGreaterThanOrEqualTo(from);
        if (Environment.GetEnvironmentVariable(Update) == "1") File.WriteAllText(Page, page = $"{page[..from]}{SupportTable.Write()}{page[to..]}");

        var written = page[from..page.IndexOf(End, StringComparison.Ordinal)];
        written.Should().Be(SupportTable.Write(), $"the catalog changed; run this test with {Update}=1, and read what it wrote");
    }
}
