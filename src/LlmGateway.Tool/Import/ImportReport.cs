using System.Globalization;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Import;

namespace LlmGateway.Tool.Import;

/// <summary>What an import came to.</summary>
internal sealed record ImportReport
{
    public required ImportCounts Counts { get; init; }
    public required TimeSpan Elapsed { get; init; }
    public required ImportTarget Into { get; init; }

    /// <summary>Where the rows are that were left out; null: none was.</summary>
    public string? Rejects { get; init; }

    public bool Resumed { get; init; }
    public bool DryRun { get; init; }

    public string ToText()
    {
        var invariant = CultureInfo.InvariantCulture;
        var text = new StringBuilder();
        if (DryRun) text.Append(invariant, $"{Counts.Rows:N0} rows would go into {Into.Name}");
        else text.Append(invariant, $"{Counts.Written:N0} items are in {Into.Name}, in {Elapsed.TotalSeconds:N1} s ({Counts.Written / Math.Max(Elapsed.TotalSeconds, 0.001):N0} a second)");
        if (Counts.Skipped > 0) text.Append(invariant, $"; {Counts.Skipped:N0} rows were there from the run before");
        if (Counts.Duplicates > 0) text.Append(invariant, $"; of {(Counts.MoreDuplicates ? "at least " : "")}{Counts.Duplicates:N0} rows with a key that comes again the last counts");
        if (Counts.Rejected > 0) text.Append(invariant, $"; {Counts.Rejected:N0} rows {(DryRun ? "would be" : "were")} left out{(Rejects is null ? "" : $", see {Rejects}")}");
        return text.Append('.').ToString();
    }

    public string ToJson()
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString(Into.Kind, Into.Name);
            json.WriteNumber("rows"u8, Counts.Rows);
            json.WriteNumber("written"u8, Counts.Written);
            json.WriteNumber("skipped"u8, Counts.Skipped);
            json.WriteNumber("rejected"u8, Counts.Rejected);
            json.WriteNumber("duplicates"u8, Counts.Duplicates);
            json.WriteBoolean("duplicatesAtLeast"u8, Counts.MoreDuplicates);
            json.WriteNumber("retries"u8, Counts.Retries);
            json.WriteNumber("seconds"u8, Math.Round(Elapsed.TotalSeconds, 3));
            json.WriteBoolean("resumed"u8, Resumed);
            json.WriteBoolean("dryRun"u8, DryRun);
            if (Rejects is null) json.WriteNull("rejects"u8);
            else json.WriteString("rejects"u8, Rejects);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }
}
