using System.Globalization;

namespace NetworkOutageAssistant.Data;

/// <summary>Puts an outage into the words of those who wrote it down.</summary>
internal static class OutageText
{
    public static Outage Write(
        Node node, DateTime started, DateTime? ended, string severity, string cause, IReadOnlyList<string> services, int customers, string happening, string end, string note) => new()
        {
            Node = node,
            StartedAt = started,
            EndedAt = ended,
            Severity = severity,
            Cause = cause,
            Services = services,
            Customers = customers,
            Summary = ended is { } over
                ? $"Node {node.Number} at {node.Site} was down from {Day(started)} to {(over.Date == started.Date ? Clock(over) : Day(over))} UTC: {happening}."
                : $"Node {node.Number} at {node.Site} is down since {Day(started)} UTC: {happening}.",
            Resolution = ended is { } fixedAt ? $"Fixed at {Clock(fixedAt)} UTC. {end}" : $"Not fixed yet: {end}.",
            Notes = note,
        };

    private static string Day(DateTime time) => time.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture);

    private static string Clock(DateTime time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);
}
