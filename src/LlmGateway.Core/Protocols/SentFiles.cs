using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>Images and documents that a request carries as data URLs, or names by address.</summary>
internal static class SentFiles
{
    /// <param name="url">A data URL, or an http(s) one.</param>
    /// <param name="field">That holds it.</param>
    /// <param name="name">Of a document; null: an image.</param>
    /// <param name="leftovers">Is told of what only the provider itself can resolve.</param>
    public static ContentPart? Of(string url, string field, string? name, Leftovers leftovers)
    {
        if (url.StartsWith("data:", StringComparison.OrdinalIgnoreCase)) return OfData(url, field, name);
        if (Address(url) is { } address) return new RemotePart(address, field, name);
        leftovers.Refuse(field, $"'{field}' must be a data URL ({Example(name)}) or an http or https URL.");
        return null;
    }

    /// <summary>Null: none that can be fetched.</summary>
    public static Uri? Address(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    /// <summary>Without parameters, in lower case. image/jpg is no registered type, yet clients send it.</summary>
    public static string MediaType(string given)
    {
        var end = given.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? given : given[..end]).Trim().ToLowerInvariant() switch { "image/jpg" => "image/jpeg", var type => type };
    }

    private static ContentPart OfData(string url, string field, string? name)
    {
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        var head = comma < 0 ? "" : url[5..comma];
        if (comma < 0 || !head.Split(';').Contains("base64", StringComparer.OrdinalIgnoreCase)) throw JsonBody.Invalid($"'{field}' must be base64: {Example(name)}", field);
        var bytes = new byte[(url.Length - comma) / 4 * 3 + 3];
        if (!Convert.TryFromBase64Chars(url.AsSpan(comma + 1), bytes, out var length) || length == 0) throw JsonBody.Invalid($"'{field}' holds no valid base64.", field);
        var (type, data) = (MediaType(head), bytes.AsMemory(0, length));
        return name is null || type.StartsWith("image/", StringComparison.Ordinal) ? new ImagePart(type, data) : new DocumentPart(name, type, data);
    }

    private static string Example(string? name) => name is null ? "data:image/png;base64,…" : "data:application/pdf;base64,…";
}
