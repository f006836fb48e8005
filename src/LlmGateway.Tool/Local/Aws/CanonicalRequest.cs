using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.Runtime.Internal.Auth;

namespace LlmGateway.Tool.Local.Aws;

/// <summary>The text that Signature Version 4 signs, from a request as it was sent.</summary>
internal static partial class CanonicalRequest
{
    private const string Unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    public static string Build(SignedRequest request, string service, IReadOnlyList<string> signedHeaders)
    {
        var text = new StringBuilder();
        text.Append(request.Method).Append('\n');
        text.Append(Path(request.Path, service)).Append('\n');
        text.Append(Query(request.Query)).Append('\n');
        foreach (var name in signedHeaders)
            text.Append(name).Append(':').Append(HeaderValue(request, name)).Append('\n');
        text.Append('\n');
        text.AppendJoin(';', signedHeaders).Append('\n');
        return text.Append(PayloadHash(request)).ToString();
    }

    // Every service but S3 encodes the path, which is encoded on the wire already, a second time.
    private static string Path(string path, string service) => service == "s3" ? path : Encode(Normalize(path), keep: '/');

    // RFC 3986: no empty, '.' or '..' segments.
    private static string Normalize(string path)
    {
        var kept = new List<string>();
        foreach (var segment in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (segment == ".") continue;
            if (segment != "..") kept.Add(segment);
            else if (kept.Count > 0) kept.RemoveAt(kept.Count - 1);
        }
        var joined = "/" + string.Join('/', kept);
        return kept.Count > 0 && path.EndsWith('/') ? joined + "/" : joined;
    }

    private static string Query(string query) => string.Join('&', query
        .Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split('=', 2))
        .Select(pair => (Name: Recode(pair[0]), Value: pair.Length > 1 ? Recode(pair[1]) : ""))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string Recode(string text) => Encode(Uri.UnescapeDataString(text), keep: null);

    private static string Encode(string text, char? keep)
    {
        var encoded = new StringBuilder(text.Length);
        foreach (var octet in Encoding.UTF8.GetBytes(text))
        {
            var character = (char)octet;
            if (character == keep || Unreserved.Contains(character, StringComparison.Ordinal)) encoded.Append(character);
            else encoded.Append('%').Append(octet.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return encoded.ToString();
    }

    // HTTP/2 clients may sign :authority, which the server shows as Host.
    private static string HeaderValue(SignedRequest request, string name)
    {
        var values = request.Headers[name == SigV4Authorization.AuthorityHeader ? "host" : name];
        return string.Join(',', values.Select(value => Spaces().Replace((value ?? "").Trim(), " ")));
    }

    // The header may only say that the payload is unsigned; a hash is never taken on trust.
    private static string PayloadHash(SignedRequest request) =>
        request.Headers["x-amz-content-sha256"].ToString() == AWS4Signer.UnsignedPayload
            ? AWS4Signer.UnsignedPayload
            : Convert.ToHexStringLower(SHA256.HashData(request.Body.Span));

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
