using System.Text.Json;

namespace LlmGateway.Core.Protocols.Responses;

/// <summary>Content that travels within a URL: <c>data:image/png;base64,…</c>.</summary>
internal static class DataUrl
{
    /// <param name="value">The URL, or base64 alone where <paramref name="otherwise"/> names its type.</param>
    /// <param name="field">Its name, for messages.</param>
    /// <param name="otherwise">Media type of base64 without a head; null: the head is needed.</param>
    public static (string MediaType, byte[] Data) Read(JsonElement value, string field, string? otherwise)
    {
        var url = JsonFields.String(value, field);
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        var isUrl = url.StartsWith("data:", StringComparison.OrdinalIgnoreCase);
        var head = isUrl && comma > 0 ? url[5..comma].Split(';') : [];
        if (isUrl ? !head.Contains("base64", StringComparer.OrdinalIgnoreCase) : otherwise is null)
            throw JsonBody.Invalid($"'{field}' must be base64: data:image/png;base64,…", field);
        var text = isUrl ? url.AsSpan(comma + 1) : url;
        var bytes = new byte[text.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64Chars(text, bytes, out var length) || length == 0) throw JsonBody.Invalid($"'{field}' holds no valid base64.", field);
        return (isUrl ? MediaType(head[0]) : otherwise!, bytes[..length]);
    }

    // image/jpg is no registered type, yet clients send it.
    private static string MediaType(string given) => given.Trim().ToLowerInvariant() switch { "image/jpg" => "image/jpeg", "" => "application/octet-stream", var type => type };
}
