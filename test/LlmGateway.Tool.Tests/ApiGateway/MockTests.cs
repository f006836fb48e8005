using System.Net;
using LlmGateway.Tool.Tests.Sample;

namespace LlmGateway.Tool.Tests.ApiGateway;

public sealed class MockTests
{
    [Fact]
    public async Task Health_is_answered_without_the_function()
    {
        await using var sample = await SampleRun.StartAsync();
        using var response = await sample.Http.GetAsync(new Uri("health", UriKind.Relative));
        response.StatusCode.Should().Be(HttpStatusCode.OK);
        (await response.Content.ReadAsStringAsync()).Should().Be("""{"status":"ok"}""");
    }

    [Theory]
    [InlineData("https://one.example", "https://one.example")]
    [InlineData("https://two.example", "https://two.example")]
    [InlineData("https://evil.example", "https://one.example")]
    public async Task A_preflight_answers_as_the_CDKs_template_says(string origin, string allowed)
    {
        await using var sample = await SampleRun.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Options, "health");
        request.Headers.Add("Origin", origin);
        using var response = await sample.Http.SendAsync(request);
        response.StatusCode.Should().Be(HttpStatusCode.NoContent);
        response.Headers.GetValues("Access-Control-Allow-Origin").Should().Equal(allowed);
        response.Headers.GetValues("Access-Control-Allow-Methods").Should().Equal("GET");
    }
}
