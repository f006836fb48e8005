using System.Globalization;
using System.Text;
using Amazon.Runtime.Internal.Auth;
using LlmGateway.Tool.Local;

namespace LlmGateway.Tool.Tests.Aws;

/// <summary>Signs calls to services whose SDK is not at hand: the canonical request is spelt out, the signature is the SDK's.</summary>
internal sealed class AwsClient(string url, LocalPrincipal principal) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler());

    public async Task<(int Status, string Body)> PostAsync(
        string service, string path, string body, string? target = null, string region = "us-east-1", string? signedPath = null)
    {
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        var date = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["host"] = new Uri(url).Authority, ["x-amz-date"] = date };
        if (principal.SessionToken is { } token) headers["x-amz-security-token"] = token;
        if (target is not null) headers["x-amz-target"] = target;
        var names = string.Join(';', headers.Keys);
        var hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        var canonical = $"POST\n{signedPath ?? path}\n\n{string.Concat(headers.Select(header => $"{header.Key}:{header.Value}\n"))}\n{names}\n{hash}";
        var signature = AWS4Signer.ComputeSignature(principal.AccessKeyId, principal.SecretAccessKey, region, now, service, names, canonical);

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(url + path)) { Content = new StringContent(body) };
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        request.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
        using var response = await _http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();
}
