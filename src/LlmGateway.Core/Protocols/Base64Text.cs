using System.Buffers.Text;
using LlmGateway.Core.Conversation;

namespace LlmGateway.Core.Protocols;

/// <summary>Base64 as clients write it: of the alphabet for URLs, without its padding, or escaped for a URL, too.</summary>
internal static class Base64Text
{
    /// <exception cref="GatewayException">It is none, or of nothing.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text, string field) =>
        TryDecode(text) is { Length: > 0 } data ? data : throw JsonBody.Invalid($"'{field}' holds no valid base64.", field);

    /// <summary>Null: it is no base64.</summary>
    public static byte[]? TryDecode(ReadOnlySpan<char> text)
    {
        var padding = text.EndsWith("==") ? 2 : text.EndsWith("=") ? 1 : 0;
        var data = new byte[Math.Max(0, (text.Length / 4 * 3) - padding)];
        if (Convert.TryFromBase64Chars(text, data, out var length)) return length == data.Length ? data : data[..length];
        var plain = text.Contains('%') ? Uri.UnescapeDataString(text.ToString()).AsSpan() : text;
        Span<char> urlSafe = new char[plain.Length];
        plain.Replace(urlSafe, '+', '-');
        urlSafe.Replace('/', '_');
        return Base64Url.IsValid(urlSafe) ? Base64Url.DecodeFromChars(urlSafe) : null;
    }
}
