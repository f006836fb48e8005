using System.Text.RegularExpressions;
using LlmGateway.Testing;

namespace LlmGateway.EndToEnd.CodingAgents;

/// <summary>The settings that docs/clients.md tells people to copy: tests use exactly them.</summary>
internal static partial class ClientsPage
{
    /// <summary>The block of settings below an agent's name.</summary>
    /// <param name="agent">As the page has it in bold.</param>
    /// <param name="stack">Whose URL and key take the places of the page's URL and KEY.</param>
    public static string SettingsOf(string agent, AgentStack stack)
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "clients.md")).ReplaceLineEndings("\n");
        var block = Block().Match(page, page.IndexOf($"\n**{agent}", StringComparison.Ordinal)).Groups[1].Value;
        return Key().Replace(Url().Replace(block, stack.BaseUrl), stack.ApiKey);
    }

    [GeneratedRegex("```[a-z]+\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\bURL\b")]
    private static partial Regex Url();

    [GeneratedRegex(@"\bKEY\b")]
    private static partial Regex Key();
}
