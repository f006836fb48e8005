using System.Globalization;
using System.Text.RegularExpressions;
using NetworkOutageAssistant.Data;

namespace LlmGateway.EndToEnd.Outages;

/// <summary>Holds an answer against the records that it is about.</summary>
internal static partial class OutageFacts
{
    /// <summary>The right facts, and none of another node.</summary>
    public static void AssertFacts(this ILookup<int, Outage> records, string answer, int node, params string[] facts)
    {
        answer.Should().ContainAll(facts);
        NodeNumber().Matches(answer).Select(match => match.Groups[1].Value).Distinct().Should().Equal(node.ToString(CultureInfo.InvariantCulture));
        Ticket().Matches(answer).Select(match => match.Value).Should().BeSubsetOf(records[node].Select(outage => outage.Ticket));
        foreach (var foreign in records.Where(other => other.Key != node).SelectMany(other => other)) answer.Should().NotContain(foreign.Summary);
    }

    [GeneratedRegex(@"\b[Nn]ode[ -](\d+)")]
    private static partial Regex NodeNumber();

    [GeneratedRegex(@"INC-\d+")]
    private static partial Regex Ticket();
}
