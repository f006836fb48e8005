using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.Runtime.Credentials;
using Amazon.Runtime.Internal.Auth;
using LlmGateway.Tool.Local.Aws;
using Microsoft.AspNetCore.Http;

namespace LlmGateway.Tool.Local.Bedrock;

/// <summary>Sends calls on to Bedrock itself, signed by the developer's own credentials, and streams its answers back.</summary>
/// <param name="time">For the signature.</param>
/// <param name="endpoint">Of a region; null: AWS's own.</param>
/// <param name="credentials">Null: the developer's, found as every AWS SDK finds them.</param>
internal sealed class BedrockRelay(TimeProvider time, Func<string, Uri>? endpoint = null, AWSCredentials? credentials = null) : IDisposable
{
    private static readonly string[] HopByHop = ["Transfer-Encoding", "Connection", "Keep-Alive"];
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false }) { Timeout = Timeout.InfiniteTimeSpan };
    private readonly DefaultAWSCredentialsIdentityResolver _resolver = new();

    public async Task SendAsync(AwsCall call)
    {
        var origin = endpoint?.Invoke(call.Region) ?? new Uri($"https://bedrock-runtime.{call.Region}.amazonaws.com");
        using var message = new HttpRequestMessage(HttpMethod.Post, new Uri(origin.GetLeftPart(UriPartial.Authority) + call.Request.Target));
        message.Content = new ReadOnlyMemoryContent(call.Request.Body);
        message.Content.Headers.TryAddWithoutValidation("Content-Type", call.Request.Headers.ContentType.ToString());
        message.Headers.TryAddWithoutValidation("Accept", call.Request.Headers.Accept.ToString());
        Sign(message, call, await CredentialsAsync(call.Http.RequestAborted));

        using var response = await SendAsync(message, call.Http.RequestAborted);
        call.Http.Response.StatusCode = (int)response.StatusCode;
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            if (!HopByHop.Contains(name, StringComparer.OrdinalIgnoreCase)) call.Http.Response.Headers[name] = values.ToArray();
        await using var body = await response.Content.ReadAsStreamAsync(call.Http.RequestAborted);
        var buffer = new byte[16 * 1024];
        while (await body.ReadAsync(buffer, call.Http.RequestAborted) is > 0 and var read)
        {
            await call.Http.Response.Body.WriteAsync(buffer.AsMemory(0, read), call.Http.RequestAborted);
            await call.Http.Response.Body.FlushAsync(call.Http.RequestAborted);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _resolver.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        catch (HttpRequestException e)
        {
            var sentence = $"Bedrock can't be reached at {message.RequestUri!.Authority}: {e.Message}";
            throw new AwsException(BedrockErrors.Of("ServiceUnavailableException", sentence));
        }
    }

    private async Task<ImmutableCredentials> CredentialsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var source = credentials ?? await _resolver.ResolveIdentityAsync(null!, cancellationToken);
            return await source.GetCredentialsAsync();
        }
        catch (AmazonClientException e)
        {
            var sentence = $"--upstream bedrock needs AWS credentials of your own, and none were found: {e.Message}";
            throw new AwsException(SigV4Errors.Unrecognized with { Message = sentence });
        }
    }

    private void Sign(HttpRequestMessage message, AwsCall call, ImmutableCredentials signer)
    {
        var now = time.GetUtcNow().UtcDateTime;
        var headers = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["host"] = message.RequestUri!.Authority,
            ["x-amz-date"] = now.ToString("yyyyMMdd'T'HHmmss'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["x-amz-content-sha256"] = Convert.ToHexStringLower(SHA256.HashData(call.Request.Body.Span)),
        };
        if (signer.UseToken) headers["x-amz-security-token"] = signer.Token;

        var carried = new HeaderDictionary();
        foreach (var (name, value) in headers) carried[name] = value;
        var names = headers.Keys.ToArray();
        var canonical = CanonicalRequest.Build(call.Request with { Headers = carried }, "bedrock", names);
        var signature = AWS4Signer.ComputeSignature(
            signer.AccessKey, signer.SecretKey, call.Region, now, "bedrock", string.Join(';', names), canonical);
        foreach (var (name, value) in headers) message.Headers.TryAddWithoutValidation(name, value);
        message.Headers.TryAddWithoutValidation("Authorization", signature.ForAuthorizationHeader);
    }
}
