using LlmGateway.Testing;

namespace LlmGateway.Benchmarks;

/// <summary>Takes what a suite wrote for people into <c>docs/performance.md</c>: its table between the suite's marks, its chart beside the page.</summary>
internal static class BenchmarkPage
{
    private static string Page => Path.Combine(Repository.Root, "docs", "performance.md");

    /// <exception cref="InvalidOperationException">The suite wrote no table, or the page has no place for it.</exception>
    public static async Task UpdateAsync(string suite)
    {
        var written = Path.Combine(Repository.Root, "artifacts", "benchmarks");
        var table = Path.Combine(written, $"{suite}.md");
        if (!File.Exists(table)) throw new InvalidOperationException($"The suite {suite} writes no table for the page.");
        var (begin, end) = ($"<!-- {suite}: written by the suite -->\n", $"<!-- {suite}: end -->");
        var page = await File.ReadAllTextAsync(Page);
        var from = page.IndexOf(begin, StringComparison.Ordinal);
        var to = page.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from) throw new InvalidOperationException($"docs/performance.md has no marks of the suite {suite}.");
        await File.WriteAllTextAsync(Page, $"{page[..(from + begin.Length)]}{await File.ReadAllTextAsync(table)}{page[to..]}");
        var chart = Path.Combine(written, $"{suite}.svg");
        if (File.Exists(chart)) File.Copy(chart, Path.Combine(Repository.Root, "docs", $"{suite}.svg"), overwrite: true);
    }
}
