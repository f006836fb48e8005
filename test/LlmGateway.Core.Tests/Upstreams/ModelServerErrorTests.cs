using System.Net;
using System.Text;
using System.Text.Json;
using LlmGateway.Core.Aws;
using LlmGateway.Core.Conversation;
using LlmGateway.Core.Upstreams;

namespace LlmGateway.Core.Tests.Upstreams;

/// <summary>Errors in the shapes in which model servers send them.</summary>
public sealed class ModelServerErrorTests
{
    [Theory]
    [InlineData("""{"error":{"message":"Bad tool.","type":"invalid_request_error","param":"tools[0]","code":"invalid_tool"}}""", "Bad tool.", "tools[0]", "invalid_tool")]
    [InlineData("""{"error":"model requires more memory"}""", "model requires more memory", null, null)]
    [InlineData("""{"object":"error","message":"Bad seed.","type":"BadRequestError","param":"seed","code":400}""", "Bad seed.", "seed", null)]
    [InlineData("""{"detail":"Not a number."}""", "Not a number.", null, null)]
    [InlineData("""[{"error":{"code":400,"message":"Invalid JSON payload.","status":"INVALID_ARGUMENT"}}]""", "Invalid JSON payload.", null, null)]
    [InlineData("""{"type":"error","error":{"type":"invalid_request_error","message":"No.","details":{"error_code":"thread_unsupported_request"}}}""", "No.", null, "thread_unsupported_request")]
    [InlineData("""{"error":{"message":null,"param":null,"code":null}}""", "The model server refused the request to 'm'.", null, null)]
    [InlineData("""{"error":null}""", "The model server refused the request to 'm'.", null, null)]
    [InlineData("""{"error":{"message":"\ud83d"}}""", "The model server refused the request to 'm'.", null, null)]
    [InlineData("<html>400</html>", "The model server refused the request to 'm'.", null, null)]
    [InlineData("", "The model server refused the request to 'm'.", null, null)]
    public async Task What_a_400_says_goes_on(string body, string message, string? field, string? code) =>
        (await OfAsync(400, body)).Should().Be(new GatewayError(ErrorKind.InvalidRequest, message, Field: field, Code: code));

    [Theory]
    [InlineData(404, ErrorKind.UpstreamFailed, "The model server does not know 'm': the gateway's operator should check the catalog. It says: Oh.")]
    [InlineData(429, ErrorKind.Throttled, "The model server is throttling 'm'; try again. It says: Oh.")]
    [InlineData(500, ErrorKind.UpstreamFailed, "The model server failed to answer for 'm'. It says: Oh.")]
    [InlineData(503, ErrorKind.Overloaded, "'m' is not available at the moment; try again. It says: Oh.")]
    [InlineData(504, ErrorKind.Timeout, "'m' took too long. It says: Oh.")]
    public async Task Code_and_words_of_other_errors_go_on(int status, ErrorKind kind, string message)
    {
        (await OfAsync(status, """{"error":{"message":"Oh.","code":"insufficient_quota"}}""")).Should().BeEquivalentTo(new { Kind = kind, Message = message, Code = "insufficient_quota" });
        (await OfAsync(status, """{"error":"Oh."}""")).Message.Should().Be(message);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task What_is_said_of_the_gateways_key_stays(int status) =>
        (await OfAsync(status, """{"error":{"message":"Incorrect API key provided: sk-abc","code":"invalid_api_key"}}""")).Should().BeEquivalentTo(
            new { Message = "The model server refused the gateway's key for 'm': its operator should check it.", Code = (string?)null });

    [Theory]
    [InlineData(400, """{"error":{"message":"This model's maximum context length is 8192 tokens, however you requested 9000 tokens.","code":"context_length_exceeded"}}""")]
    [InlineData(400, """{"error":{"type":"invalid_request_error","message":"prompt is too long: 210000 tokens > 200000 maximum"}}""")]
    [InlineData(400, """{"object":"error","message":"This model's maximum context length is 4096 tokens.","code":400}""")]
    [InlineData(500, """{"error":{"code":500,"message":"the request exceeds the available context size","type":"exceed_context_size_error"}}""")]
    [InlineData(413, """{"error":"input is too long for this model: 9000 > 8192"}""")]
    [InlineData(400, """{"error":{"message":"prompt tokens (9000) exceed model maximum (8192)"}}""")]
    public async Task Context_overflow_keeps_the_upstreams_sentence(int status, string body)
    {
        var error = await OfAsync(status, body);

        error.Kind.Should().Be(ErrorKind.ContextTooLong);
        body.Should().Contain(error.Message);
    }

    [Theory]
    [InlineData("""{"message":"Slow down.","type":"rate_limit_error"}""", ErrorKind.Throttled)]
    [InlineData("""{"message":"x","code":"rate_limit_exceeded"}""", ErrorKind.Throttled)]
    [InlineData("""{"message":"x","code":429}""", ErrorKind.Throttled)]
    [InlineData("""{"message":"x","type":"overloaded_error"}""", ErrorKind.Overloaded)]
    [InlineData("""{"message":"x","code":"server_is_overloaded"}""", ErrorKind.Overloaded)]
    [InlineData("""{"message":"x","code":503}""", ErrorKind.Overloaded)]
    [InlineData("""{"message":"x","type":"timeout_error"}""", ErrorKind.Timeout)]
    [InlineData("""{"message":"x","code":"context_length_exceeded"}""", ErrorKind.ContextTooLong)]
    [InlineData("""{"message":"Bad image.","type":"invalid_request_error"}""", ErrorKind.InvalidRequest)]
    [InlineData("""{"message":"x","type":"server_error"}""", ErrorKind.UpstreamFailed)]
    [InlineData("\"CUDA out of memory\"", ErrorKind.UpstreamFailed)]
    [InlineData("17", ErrorKind.UpstreamFailed)]
    [InlineData("[]", ErrorKind.UpstreamFailed)]
    public void An_error_in_a_stream_has_the_status_that_it_means(string error, ErrorKind kind)
    {
        using var document = JsonDocument.Parse(error);
        ModelServerErrors.InStream(document.RootElement, "m").Error.Kind.Should().Be(kind);
    }

    [Theory]
    [InlineData("retry-after", "3", 3.0)]
    [InlineData("retry-after", "1.2", 1.2)]
    [InlineData("retry-after", "Tue, 01 Dec 2026 00:00:07 GMT", 7.0)]
    [InlineData("retry-after", "Mon, 30 Nov 2026 23:00:00 GMT", 0.0)]
    [InlineData("retry-after-ms", "1500", 1.5)]
    [InlineData("x-ms-retry-after-ms", "250", 0.25)]
    [InlineData("retry-after", "999999999", 86_400.0)]
    [InlineData("retry-after-ms", "1e400", null)]
    [InlineData("retry-after", "soon", null)]
    [InlineData("retry-after", "-5", null)]
    public void When_to_try_again_is_read_in_each_form(string name, string value, double? seconds)
    {
        using var response = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
        response.Headers.Date = new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero);
        response.Headers.TryAddWithoutValidation(name, value).Should().BeTrue();

        RetryWait.Of(response.Headers)?.TotalSeconds.Should().Be(seconds);
        (RetryWait.Of(response.Headers) is null).Should().Be(seconds is null);
    }

    private static async Task<GatewayError> OfAsync(int status, string body)
    {
        using var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        return (await ModelServerErrors.OfAsync(response, "m", CancellationToken.None)).Error;
    }
}
