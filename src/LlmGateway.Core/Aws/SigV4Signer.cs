using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;
using Amazon.Runtime.Internal.Auth;

namespace LlmGateway.Core.Aws;

/// <summary>Signs requests with Signature Version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.</summary>
/// <remarks>The SDK's signer works on requests of its generated clients only; its key derivation is used here, and its result kept for the day.</remarks>
internal sealed class SigV4Signer(string region, string service, TimeProvider time)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";

    private SigningKey? _key;

    /// <summary>Adds <c>x-amz-date</c>, <c>x-amz-security-token</c> and <c>Authorization</c>.</summary>
    /// <param name="request">With its URI: path percent-encoded once, no query.</param>
    /// <param name="body">What will be sent.</param>
    /// <param name="credentials">Who signs.</param>
    public void Sign(HttpRequestMessage request, ReadOnlySpan<byte> body, ImmutableCredentials credentials)
    {
        var now = time.GetUtcNow();
        var timestamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var date = timestamp[..8];
        var uri = request.RequestUri!;

        var canonical = new StringBuilder(512);
        canonical.Append(request.Method.Method).Append('\n');
        // Every service but S3 has the path, encoded on the wire, encoded once more in the signed text; @ is the one reserved character that paths of ours hold.
        var isS3 = service == "s3";
        // These want the body's hash beside it.
        var tellsHash = isS3 || service == "aoss";
        canonical.Append(isS3 ? uri.AbsolutePath : uri.AbsolutePath.Replace("%", "%25", StringComparison.Ordinal).Replace("@", "%40", StringComparison.Ordinal)).Append("\n\n");
        var signedHeaders = (tellsHash ? "host;x-amz-content-sha256;x-amz-date" : "host;x-amz-date") + (credentials.UseToken ? ";x-amz-security-token" : "");
        canonical.Append("host:").Append(request.Headers.Host ?? uri.Authority).Append('\n');
        if (tellsHash)
        {
            var hash = Hash(body);
            canonical.Append("x-amz-content-sha256:").Append(hash).Append('\n');
            request.Headers.TryAddWithoutValidation("x-amz-content-sha256", hash);
        }
        canonical.Append("x-amz-date:").Append(timestamp).Append('\n');
        request.Headers.TryAddWithoutValidation("x-amz-date", timestamp);
        if (credentials.UseToken)
        {
            canonical.Append("x-amz-security-token:").Append(credentials.Token).Append('\n');
            request.Headers.TryAddWithoutValidation("x-amz-security-token", credentials.Token);
        }
        canonical.Append('\n').Append(signedHeaders).Append('\n').Append(Hash(body));

        var scope = $"{date}/{region}/{service}/aws4_request";
        var toSign = $"{Algorithm}\n{timestamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical.ToString()))}";
        Span<byte> signature = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(KeyOf(credentials, date), Encoding.UTF8.GetBytes(toSign), signature);
        request.Headers.TryAddWithoutValidation("Authorization",
            $"{Algorithm} Credential={credentials.AccessKey}/{scope}, SignedHeaders={signedHeaders}, Signature={Hex(signature)}");
    }

    private byte[] KeyOf(ImmutableCredentials credentials, string date)
    {
        if (_key is { } key && key.Date == date && key.Secret == credentials.SecretKey) return key.Bytes;
        var bytes = AWS4Signer.ComposeSigningKey(credentials.SecretKey, region, date, service);
        _key = new SigningKey(date, credentials.SecretKey, bytes);
        return bytes;
    }

    private static string Hash(ReadOnlySpan<byte> data)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(data, hash);
        return Hex(hash);
    }

    // The client is built for .NET 8 as well, which has no lower-case form of its own.
    private static string Hex(ReadOnlySpan<byte> bytes) =>
#if NET9_0_OR_GREATER
        Convert.ToHexStringLower(bytes);
#else
        Convert.ToHexString(bytes).ToLowerInvariant();
#endif

    private sealed record SigningKey(string Date, string Secret, byte[] Bytes);
}
