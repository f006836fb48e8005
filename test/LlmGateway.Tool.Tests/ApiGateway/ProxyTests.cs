using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using LlmGateway.Tool.Tests.Sample;

namespace LlmGateway.Tool.Tests.ApiGateway;

/// <summary>Buffered Lambda proxy integration: the event that a function gets, and what becomes of its answer.</summary>
public sealed class ProxyTests
{
    [Fact]
    public async Task The_event_is_the_one_of_REST_APIs()
    {
        await using var sample = await SampleRun.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "echo/a%2Fb%20c?x=1&x=2%263&y=a+b&z");
        request.Headers.TryAddWithoutValidation("X-Own", "one");
        request.Headers.UserAgent.ParseAdd("test/1");
        using var response = await sample.Http.SendAsync(request);
        var all = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        all["resource"]!.ToString().Should().Be("/echo/{id}");
        all["path"]!.ToString().Should().Be("/echo/a%2Fb%20c");
        all["pathParameters"]!.ToJsonString().Should().Be("""{"id":"a%2Fb%20c"}""");
        all["queryStringParameters"]!["x"]!.ToString().Should().Be("2&3");
        all["queryStringParameters"]!["y"]!.ToString().Should().Be("a b");
        all["multiValueQueryStringParameters"]!["x"]!.AsArray().Select(value => value!.ToString()).Should().Equal("1", "2&3");
        all["multiValueQueryStringParameters"]!["z"]!.AsArray().Select(value => value!.ToString()).Should().Equal("");
        all["headers"]!["X-Own"]!.ToString().Should().Be("one");
        all["multiValueHeaders"]!["X-Own"]!.AsArray().Select(value => value!.ToString()).Should().Equal("one");
        all["stageVariables"]!["colour"]!.ToString().Should().Be("blue");
        all.AsObject().ContainsKey("body").Should().BeTrue();
        all["body"].Should().BeNull();
        all["isBase64Encoded"]!.GetValue<bool>().Should().BeFalse();
        var context = all["requestContext"]!;
        context["resourcePath"]!.ToString().Should().Be("/echo/{id}");
        context["path"]!.ToString().Should().Be("/prod/echo/a%2Fb%20c");
        context["stage"]!.ToString().Should().Be("prod");
        context["accountId"]!.ToString().Should().Be("123456789012");
        context["requestId"]!.ToString().Should().Be(response.Headers.GetValues("x-amzn-RequestId").Single());
        Guid.TryParse(context["requestId"]!.ToString(), out _).Should().BeTrue();
        context["identity"]!["sourceIp"]!.ToString().Should().Be("127.0.0.1");
        context["identity"]!["userAgent"]!.ToString().Should().Be("test/1");
        context["identity"]!["userArn"].Should().BeNull();
        context["identity"]!.AsObject().ContainsKey("apiKeyId").Should().BeFalse();
    }

    [Fact]
    public async Task A_key_is_named_to_the_function_by_its_id()
    {
        await using var sample = await SampleRun.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "keyed");
        request.Headers.Add("x-api-key", sample.Run.ApiKeys[0].Value);
        using var response = await sample.Http.SendAsync(request);
        var identity = JsonNode.Parse(await response.Content.ReadAsStringAsync())!["requestContext"]!["identity"]!;
        identity["apiKeyId"]!.ToString().Should().Be(sample.Run.ApiKeys[0].Id);
        identity["apiKey"]!.ToString().Should().Be(sample.Run.ApiKeys[0].Value);
    }

    [Fact]
    public async Task Binary_bodies_travel_as_base64_both_ways()
    {
        await using var sample = await SampleRun.StartAsync();
        using var content = new ByteArrayContent([0, 1, 255]);
        content.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var sent = await sample.Http.PostAsync(new Uri("echo", UriKind.Relative), content);
        var all = JsonNode.Parse(await sent.Content.ReadAsStringAsync())!;
        (all["body"]!.ToString(), all["isBase64Encoded"]!.GetValue<bool>()).Should().Be(("AAH/", true));

        using var request = new HttpRequestMessage(HttpMethod.Post, "echo");
        request.Content = new StringContent("""{"do":"respond","response":{"statusCode":200,"headers":{"Content-Type":"image/png"},"body":"AAH/","isBase64Encoded":true}}""", Encoding.UTF8, "application/json");
        request.Headers.Accept.ParseAdd("image/png");
        using var got = await sample.Http.SendAsync(request);
        (await got.Content.ReadAsByteArrayAsync()).Should().Equal(0, 1, 255);
    }

    [Fact]
    public async Task Status_headers_and_cookies_are_the_functions()
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await sample.OrderAsync("echo",
            """{"do":"respond","response":{"statusCode":418,"headers":{"X-One":"1"},"multiValueHeaders":{"Set-Cookie":["a=1","b=2"]},"body":"tea"}}""");
        ((int)response.StatusCode).Should().Be(418);
        response.Headers.GetValues("X-One").Should().Equal("1");
        response.Headers.GetValues("Set-Cookie").Should().Equal("a=1", "b=2");
        (await response.Content.ReadAsStringAsync()).Should().Be("tea");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("fail")]
    [InlineData("die")]
    [InlineData("large")]
    public async Task A_function_without_a_good_answer_is_a_502(string order)
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await sample.OrderAsync("echo", $$"""{"do":"{{order}}"}""");
        ((int)response.StatusCode).Should().Be(502);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"message":"Internal server error"}""");
        using var next = await sample.OrderAsync("echo", "{}");
        next.StatusCode.Should().Be(HttpStatusCode.OK, "the next request gets a process of its own");
    }

    [Fact]
    public async Task An_integration_that_takes_too_long_is_a_504()
    {
        await using var sample = await SampleRun.StartAsync(template => SampleAssembly.PropertiesOf(template, "EchoAny")["Integration"]!["TimeoutInMillis"] = 200);
        using var response = await sample.OrderAsync("echo", """{"do":"hang"}""");
        ((int)response.StatusCode).Should().Be(504);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"message":"Endpoint request timed out"}""");
    }

    [Fact]
    public async Task Processes_are_used_again_and_as_many_run_as_requests_do()
    {
        await using var sample = await SampleRun.StartAsync();
        var first = await PidAsync(sample);
        (await PidAsync(sample)).Should().Be(first);
        sample.Run.HandlerProcessIds.Should().Equal(first);
        using var streaming = await sample.OrderAsync("stream", """{"do":"stream-for-ever"}""");
        var second = await PidAsync(sample);
        sample.Run.HandlerProcessIds.Should().BeEquivalentTo([first, second]);
    }

    [Fact]
    public async Task An_idle_process_that_is_killed_costs_nobody_an_answer()
    {
        await using var sample = await SampleRun.StartAsync();
        var first = await PidAsync(sample);
        using (var process = Process.GetProcessById(first)) process.Kill();
        await sample.Trace.SeenAsync($"process {first} of Function ended with exit code 137");
        (await PidAsync(sample)).Should().NotBe(first);
    }

    private static async Task<int> PidAsync(SampleRun sample)
    {
        using var response = await sample.OrderAsync("echo", "{}");
        return int.Parse(response.Headers.GetValues("x-pid").Single(), System.Globalization.CultureInfo.InvariantCulture);
    }
}
