using System.Net;
using System.Text;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Tests.Serve;

/// <summary><c>serve --public</c> on a developer's machine: everybody on it may call, and no page of the web.</summary>
public sealed class OpenServeTests
{
    [Theory]
    [InlineData(null, null, 200)]
    [InlineData(null, "http://localhost:5173", 200)]
    [InlineData(null, "https://page.example", 200)]
    [InlineData(null, "https://evil.example", 403)]
    [InlineData("rebound.evil.example", null, 403)]
    public async Task A_foreign_page_asks_no_model(string? host, string? origin, int status)
    {
        await using var gateway = await ServedGateway.StartAsync(document => document with { Cors = new CorsDocument { Origins = ["https://page.example"] } }, isPublic: true);
        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/chat/completions") { Content = new StringContent("""{"model":"quick","messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "text/plain") };
        request.Headers.Host = host;
        if (origin is not null) request.Headers.Add("Origin", origin);

        using var response = await gateway.Client.SendAsync(request);

        response.StatusCode.Should().Be((HttpStatusCode)status);
    }
}
