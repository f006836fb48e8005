using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Tests.Sample;
using Microsoft.Extensions.Time.Testing;

namespace LlmGateway.Tool.Tests.ApiGateway;

/// <summary>What API Gateway answers by itself, word for word.</summary>
public sealed class RefusalTests
{
    [Theory]
    [InlineData("GET", "nowhere", 403, "MissingAuthenticationTokenException", """{"message":"Missing Authentication Token"}""")]
    [InlineData("DELETE", "health", 403, "MissingAuthenticationTokenException", """{"message":"Missing Authentication Token"}""")]
    [InlineData("GET", "signed", 403, "MissingAuthenticationTokenException", """{"message":"Missing Authentication Token"}""")]
    [InlineData("GET", "keyed", 403, "ForbiddenException", """{"message":"Forbidden"}""")]
    [InlineData("GET", "../other/health", 403, "ForbiddenException", """{"message":"Forbidden"}""")]
    public async Task Requests_that_lead_nowhere_are_refused_as_in_AWS(string method, string path, int status, string type, string body)
    {
        await using var sample = await SampleRun.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await sample.Http.SendAsync(request);
        await ExpectAsync(response, status, type, body);
        response.Headers.GetValues("x-amzn-RequestId").Should().ContainSingle();
        response.Headers.TryGetValues("X-Family", out _).Should().Be(!path.StartsWith("..", StringComparison.Ordinal), "no API is known where no stage is");
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("known-key-without-a-plan")]
    public async Task A_key_that_no_plan_knows_is_forbidden(string value)
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await SendKeyAsync(sample, value);
        await ExpectAsync(response, 403, "ForbiddenException", """{"message":"Forbidden"}""");
    }

    [Fact]
    public async Task A_disabled_key_is_forbidden()
    {
        await using var sample = await SampleRun.StartAsync(template => SampleAssembly.PropertiesOf(template, "Key")["Enabled"] = false);
        using var response = await SendKeyAsync(sample, sample.Run.ApiKeys[0].Value);
        await ExpectAsync(response, 403, "ForbiddenException", """{"message":"Forbidden"}""");
    }

    [Fact]
    public async Task Plans_throttle_and_their_quota_ends_in_the_templates_own_words()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
        await using var sample = await SampleRun.StartAsync(options: options => options with { Time = time });
        var key = sample.Run.ApiKeys[0].Value;
        for (var i = 0; i < 3; i++)
        {
            using var passed = await SendKeyAsync(sample, key);
            passed.StatusCode.Should().Be(HttpStatusCode.OK);
        }
        using (var throttled = await SendKeyAsync(sample, key)) await ExpectAsync(throttled, 429, "TooManyRequestsException", """{"message":"Too Many Requests"}""");
        time.Advance(TimeSpan.FromSeconds(3));
        foreach (var _ in new[] { 4, 5 })
        {
            using var passed = await SendKeyAsync(sample, key);
            passed.StatusCode.Should().Be(HttpStatusCode.OK);
        }
        using var exceeded = await SendKeyAsync(sample, key);
        await ExpectAsync(exceeded, 402, "LimitExceededException", """{"error":{"message":"Limit Exceeded","code":"quota"}}""");
        exceeded.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal("*");
    }

    [Fact]
    public async Task A_stage_throttles_one_method_and_no_other()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 31, 12, 0, 0, TimeSpan.Zero));
        await using var sample = await SampleRun.StartAsync(options: options => options with { Time = time });
        var statuses = new List<int>();
        foreach (var path in new[] { "slow", "slow", "slow", "health" })
        {
            using var response = await sample.Http.GetAsync(new Uri(path, UriKind.Relative));
            statuses.Add((int)response.StatusCode);
        }
        statuses.Should().Equal(200, 200, 429, 200);
    }

    [Theory]
    [InlineData("checked", """{"prompt":"x"}""", 400, """{"message":"Missing required request parameters: [q]"}""")]
    [InlineData("checked?q=1", """{"prompt":1}""", 400, """{"message":"Invalid request body"}""")]
    [InlineData("checked?q=1", "{", 400, """{"message":"Invalid request body"}""")]
    public async Task Validators_refuse_what_does_not_fit(string path, string body, int status, string expected)
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await sample.OrderAsync(path, body);
        await ExpectAsync(response, status, "BadRequestException", expected);
    }

    [Fact]
    public async Task Validators_let_through_what_fits_and_types_without_a_model()
    {
        await using var sample = await SampleRun.StartAsync();
        using var fits = await sample.OrderAsync("checked?q=1", """{"prompt":"x"}""");
        fits.StatusCode.Should().Be(HttpStatusCode.OK);
        using var text = new StringContent("text", Encoding.UTF8, "text/plain");
        using var other = await sample.Http.PostAsync(new Uri("checked?q=1", UriKind.Relative), text);
        other.StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Bodies_over_10_MB_and_events_over_6_MB_are_too_large()
    {
        await using var sample = await SampleRun.StartAsync();
        using var huge = await sample.OrderAsync("echo", new string('x', 10 * 1024 * 1024 + 1));
        ((int)huge.StatusCode).Should().Be(413);
        (await huge.Content.ReadAsStringAsync()).Should().Be("HTTP content length exceeded 10485760 bytes.");
        using var large = await sample.OrderAsync("echo", new string('x', 6_300_000));
        await ExpectAsync(large, 413, "RequestTooLargeException", """{"message":"Request Too Long"}""");
    }

    [Fact]
    public async Task A_function_that_API_Gateway_may_not_invoke_is_a_configuration_error()
    {
        await using var sample = await SampleRun.StartAsync(template => ((JsonObject)template["Resources"]!).Remove("Invoke"));
        using var response = await sample.OrderAsync("echo", "{}");
        await ExpectAsync(response, 500, "InternalServerErrorException", """{"message":"Internal server error"}""");
        await sample.Trace.SeenAsync("no AWS::Lambda::Permission lets API Gateway invoke Function for ANY /echo");
    }

    private static async Task<HttpResponseMessage> SendKeyAsync(SampleRun sample, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "keyed");
        request.Headers.Add("x-api-key", key);
        return await sample.Http.SendAsync(request);
    }

    private static async Task ExpectAsync(HttpResponseMessage response, int status, string type, string body)
    {
        (await response.Content.ReadAsStringAsync()).Should().Be(body);
        ((int)response.StatusCode).Should().Be(status);
        response.Headers.GetValues("x-amzn-ErrorType").Should().Equal(type);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/json");
    }
}
