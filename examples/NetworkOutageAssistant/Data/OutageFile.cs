using System.Globalization;
using System.IO.Compression;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace NetworkOutageAssistant.Data;

/// <summary>Outages as files: for <c>llm-gateway knowledge import</c>, and for DynamoDB's own import.</summary>
internal static class OutageFile
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A JSON object a line.</summary>
    public static void WriteRecords(string path, IEnumerable<Outage> outages)
    {
        using var file = File.Create(path);
        Write(file, outages, asItems: false);
    }

    /// <summary>DynamoDB's JSON, an item a line, compressed: what <c>ImportSourceSpecification</c> takes.</summary>
    public static void WriteItems(string path, IEnumerable<Outage> outages)
    {
        using var file = File.Create(path);
        using var compressed = new GZipStream(file, CompressionLevel.Optimal);
        Write(compressed, outages, asItems: true);
    }

    private static void Write(Stream stream, IEnumerable<Outage> outages, bool asItems)
    {
        using var buffered = new BufferedStream(stream, 64 * 1024);
        using var json = new Utf8JsonWriter(buffered, Options);
        foreach (var outage in outages)
        {
            json.WriteStartObject();
            if (asItems) json.WriteStartObject("Item"u8);
            foreach (var (name, value) in Members(outage))
            {
                if (asItems) json.WriteStartObject(name);
                if (value is not int number) json.WriteString(asItems ? "S" : name, (string)value);
                else if (asItems) json.WriteString("N"u8, number.ToString(CultureInfo.InvariantCulture));
                else json.WriteNumber(name, number);
                if (asItems) json.WriteEndObject();
            }
            if (asItems) json.WriteEndObject();
            json.WriteEndObject();
            json.Flush();
            json.Reset();
            buffered.WriteByte((byte)'\n');
        }
    }

    private static IEnumerable<(string Name, object Value)> Members(Outage outage)
    {
        yield return ("node_id", outage.Node.Id);
        yield return ("started_at", Iso(outage.StartedAt));
        if (outage.EndedAt is { } ended) yield return ("ended_at", Iso(ended));
        yield return ("title", $"{outage.Ticket}, node {outage.Node.Number}, {outage.Cause}");
        yield return ("ticket", outage.Ticket);
        yield return ("status", outage.IsOpen ? "open" : "resolved");
        yield return ("severity", outage.Severity);
        yield return ("summary", outage.Summary);
        yield return ("resolution", outage.Resolution);
        yield return ("cause", outage.Cause);
        yield return ("services", string.Join(", ", outage.Services));
        yield return ("customers", outage.Customers);
        yield return ("notes", outage.Notes);
        yield return ("region", outage.Node.Region);
        yield return ("vendor", outage.Node.Vendor);
        yield return ("technology", outage.Node.Technology);
    }

    private static string Iso(DateTime time) => time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
