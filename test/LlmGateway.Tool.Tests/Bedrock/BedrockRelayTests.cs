using System.Net;
using System.Text;
using Amazon.Runtime;
using LlmGateway.Tool.Local;
using LlmGateway.Tool.Local.Aws;
using LlmGateway.Tool.Local.Bedrock;
using LlmGateway.Tool.Tests.Aws;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LlmGateway.Tool.Tests.Bedrock;

/// <summary>The road to real Bedrock, with a second local AWS in its place: it verifies what the relay signs.</summary>
public sealed class BedrockRelayTests
{
    private const string Question = """{"messages":[{"role":"user","content":[{"text":"Hi there"}]}]}""";

    private static readonly LocalPrincipal Own = new("AKIAOWN", "own-secret", $"arn:aws:iam::{LocalAws.Account}:user/me", null, "own-token");

    [Theory]
    [InlineData("converse", "application/json")]
    [InlineData("converse-stream", "application/vnd.amazon.eventstream")]
    public async Task Calls_go_on_under_the_developers_own_name(string operation, string contentType)
    {
        await using var aws = await LocalAws.StartAsync(options => options with { Principals = [Own] });
        using var relay = new BedrockRelay(TimeProvider.System, _ => new Uri(aws.Url), new SessionAWSCredentials(Own.AccessKeyId, Own.SecretAccessKey, Own.SessionToken));
        var http = await SendAsync(relay, $"/model/us.anthropic.claude-v1%3A0/{operation}");

        http.Response.StatusCode.Should().Be(200);
        http.Response.ContentType.Should().Be(contentType);
        Encoding.UTF8.GetString(((MemoryStream)http.Response.Body).ToArray()).Should().Contain("You");
        var received = aws.Door.Bedrock.Calls.Should().ContainSingle().Subject;
        received.Target.Should().Be($"/model/us.anthropic.claude-v1%3A0/{operation}");
        Encoding.UTF8.GetString(received.Body.Span).Should().Be(Question);
        received.Headers["authorization"].Should().Contain("Credential=AKIAOWN/").And.NotContain("local");
    }

    [Fact]
    public async Task Errors_come_back_as_they_are()
    {
        await using var aws = await LocalAws.StartAsync(options => options with { Principals = [Own] });
        using var relay = new BedrockRelay(TimeProvider.System, _ => new Uri(aws.Url), new BasicAWSCredentials("AKIAOTHER", "x"));
        var http = await SendAsync(relay, "/model/a.b/converse");
        http.Response.StatusCode.Should().Be(403);
        http.Response.Headers["x-amzn-errortype"].ToString().Should().Be("UnrecognizedClientException");
    }

    [Fact]
    public async Task An_endpoint_out_of_reach_is_an_error_of_AWS_form()
    {
        using var relay = new BedrockRelay(TimeProvider.System, _ => new Uri("http://127.0.0.1:1"), new BasicAWSCredentials("a", "b"));
        var send = () => SendAsync(relay, "/model/a.b/converse");
        (await send.Should().ThrowAsync<AwsException>()).Which.Error.Code.Should().Be("ServiceUnavailableException");
    }

    private static async Task<HttpContext> SendAsync(BedrockRelay relay, string path)
    {
        var http = new DefaultHttpContext { Response = { Body = new MemoryStream() } };
        http.Request.Method = "POST";
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = path;
        http.Connection.RemoteIpAddress = IPAddress.Loopback;
        http.Request.Headers.ContentType = "application/json";
        http.Request.Headers.Authorization = "AWS4-HMAC-SHA256 local";
        await relay.SendAsync(new AwsCall
        {
            Http = http,
            Request = SignedRequest.From(http, Encoding.UTF8.GetBytes(Question)),
            Principal = LocalAws.Developer,
            Region = "us-east-1",
            Account = LocalAws.Account,
            Partition = "aws",
            Authorizer = _ => { },
        });
        return http;
    }
}
