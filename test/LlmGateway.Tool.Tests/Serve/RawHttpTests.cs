using System.Net.Sockets;
using System.Text;
using LlmGateway.Shared;

namespace LlmGateway.Tool.Tests.Serve;

/// <summary>Requests as no client library writes them, and as proxies and load balancers do.</summary>
public sealed class RawHttpTests
{
    private const string Pages = "https://page.example";

    [Theory]
    [InlineData("HEAD /health HTTP/1.1", "HTTP/1.1 200")]
    [InlineData("HEAD /v1/models HTTP/1.1", "HTTP/1.1 200")]
    [InlineData("HEAD /v1/nothing HTTP/1.1", "HTTP/1.1 404")]
    [InlineData("HEAD /v1/messages HTTP/1.1", "HTTP/1.1 405")]
    public async Task HEAD_is_answered_as_GET_is_without_the_body(string line, string status)
    {
        var answer = await SendAsync($"{line}\r\nhost: x\r\nx-api-key: {ServedGateway.Key}\r\nconnection: close\r\n\r\n");

        answer.Should().StartWith(status);
        answer.Should().EndWith("\r\n\r\n", "there is no body");
    }

    [Theory]
    [InlineData("GET http://gateway.example/health HTTP/1.1", "{\"status\":\"ok\"}")]
    [InlineData("GET http://gateway.example/v1/models?limit=1 HTTP/1.1", "\"object\":\"list\"")]
    public async Task A_target_may_be_the_whole_address(string line, string said) =>
        (await SendAsync($"{line}\r\nhost: gateway.example\r\nx-api-key: {ServedGateway.Key}\r\nconnection: close\r\n\r\n")).Should().StartWith("HTTP/1.1 200").And.Contain(said);

    [Fact]
    public async Task Who_brings_no_key_is_told_how_to()
    {
        var answer = await SendAsync("GET /v1/models HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");

        answer.Should().StartWith("HTTP/1.1 401").And.Contain("\r\nWWW-Authenticate: Bearer\r\n");
    }

    [Theory]
    [InlineData("80000000")]
    [InlineData("FFFFFFFFFFFFFFFF")]
    [InlineData("1FFFFFFFFFFFFFFFFFFFFFFFF")]
    [InlineData("zz")]
    public async Task A_chunk_size_that_is_none_is_a_mistake_of_the_request(string size)
    {
        var answer = await SendAsync($"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nx-api-key: {ServedGateway.Key}\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n{size}\r\n{{}}\r\n0\r\n\r\n");

        answer.Should().StartWith("HTTP/1.1 400");
    }

    [Theory]
    [InlineData(Pages, true)]
    [InlineData("https://other.example", false)]
    public async Task What_a_preflight_is_told_is_for_its_origin_alone(string origin, bool admitted)
    {
        var answer = await SendAsync($"OPTIONS /v1/messages HTTP/1.1\r\nhost: x\r\norigin: {origin}\r\naccess-control-request-method: POST\r\naccess-control-request-headers: x-api-key\r\nconnection: close\r\n\r\n");

        answer.ToLowerInvariant().Should().Contain("\r\nvary: origin\r\n");
        answer.Contains("anthropic-dangerous-direct-browser-access", StringComparison.OrdinalIgnoreCase).Should().Be(admitted);
    }

    [Fact]
    public async Task A_page_may_read_the_gateways_headers() =>
        (await SendAsync($"GET /v1/models HTTP/1.1\r\nhost: x\r\norigin: {Pages}\r\nx-api-key: {ServedGateway.Key}\r\nconnection: close\r\n\r\n"))
            .Should().Contain("Access-Control-Expose-Headers: request-id,retry-after,x-llm-gateway-cache,");

    private static async Task<string> SendAsync(string request)
    {
        await using var gateway = await ServedGateway.StartAsync(document => document with { Cors = new CorsDocument { Origins = [Pages] } });
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Endpoint.Host, gateway.Endpoint.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
    }
}
