using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>Bytes within a URL, as browsers hand out images: <c>data:image/png;base64,…</c>.</summary>
internal static class DataUrl
{
    /// <exception cref="GatewayException">It is no such URL, or no image.</exception>
    public static ImagePart Image(string url, string field)
    {
        var comma = url.IndexOf(',', StringComparison.Ordinal);
        var head = comma < 0 || !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? [] : url[5..comma].Split(';', StringSplitOptions.TrimEntries);
        if (!head.Contains("base64", StringComparer.OrdinalIgnoreCase) || !head[0].StartsWith("image/", StringComparison.OrdinalIgnoreCase))
            throw JsonBody.Invalid($"'{field}' must be an image as a data URL: data:image/png;base64,…", field);
        var bytes = new byte[(url.Length - comma) / 4 * 3 + 3];
        if (!Convert.TryFromBase64Chars(url.AsSpan(comma + 1), bytes, out var length) || length == 0) throw JsonBody.Invalid($"'{field}' holds no valid base64.", field);
        // image/jpg is no registered type, yet clients send it.
        return new ImagePart(head[0].ToLowerInvariant() switch { "image/jpg" => "image/jpeg", var type => type }, bytes.AsMemory(0, length));
    }
}
