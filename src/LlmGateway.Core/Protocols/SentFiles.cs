using LlmGateway.Core.Conversation;
using LlmGateway.Core.Files;

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
        if (IsData(url)) return OfData(url, field, name);
        if (Address(url) is { } address) return new RemotePart(address, field, name);
        leftovers.Refuse(field, $"'{field}' must be a data URL ({Example(name)}) or an http or https URL.");
        return null;
    }

    /// <summary>A document as base64, with or without the head of a data URL.</summary>
    public static ContentPart Document(string text, string field, string name) =>
        IsData(text) ? OfData(text, field, name) : OfBytes("application/pdf", Base64Text.Decode(text, field), name);

    /// <summary>An image as browsers hand it out: <c>data:image/png;base64,…</c>.</summary>
    /// <exception cref="GatewayException">It is no such URL, or no image.</exception>
    public static ImagePart Image(string url, string field) =>
        IsData(url) && OfData(url, field, name: null) is ImagePart { MediaType: var type } image && type.StartsWith("image/", StringComparison.Ordinal) ? image
            : throw JsonBody.Invalid($"'{field}' must be an image as a data URL: data:image/png;base64,…", field);

    /// <summary>What the bytes are counts, where that can be seen: labels of clients are often wrong, and model servers refuse those that are.</summary>
    /// <param name="type">As the client named it.</param>
    /// <param name="data">The file.</param>
    /// <param name="name">Of a document; null: the client sent it as an image.</param>
    public static ContentPart OfBytes(string type, ReadOnlyMemory<byte> data, string? name)
    {
        var real = FileTypes.ByContent(data.Span) ?? type;
        return real.StartsWith("image/", StringComparison.Ordinal) || (name is null && real != "application/pdf") ? new ImagePart(real, data)
            : new DocumentPart(name ?? "document", real, data);
    }

    /// <summary>Null: none that can be fetched.</summary>
    public static Uri? Address(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    /// <summary>Without parameters, in lower case. image/jpg is no registered type, yet clients send it.</summary>
    public static string MediaType(string given)
    {
        var end = given.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? given : given[..end]).Trim().ToLowerInvariant() switch { "image/jpg" => "image/jpeg", "" => "application/octet-stream", var type => type };
    }

    private static bool IsData(string url) => url.StartsWith("data:", StringComparison.OrdinalIgnoreCase);

    private static ContentPart OfData(string url, string field, string? name)
    {
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        var head = comma < 0 ? "" : url[5..comma];
        if (comma < 0 || !head.Split(';', StringSplitOptions.TrimEntries).Contains("base64", StringComparer.OrdinalIgnoreCase))
            throw JsonBody.Invalid($"'{field}' must be base64: {Example(name)}", field);
        return OfBytes(MediaType(head), Base64Text.Decode(url.AsSpan(comma + 1), field), name);
    }

    private static string Example(string? name) => name is null ? "data:image/png;base64,…" : "data:application/pdf;base64,…";
}
