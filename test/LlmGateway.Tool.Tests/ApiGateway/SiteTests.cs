using System.Text.Json.Nodes;
using LlmGateway.Tool.Tests.Sample;

namespace LlmGateway.Tool.Tests.ApiGateway;

/// <summary>Which API and stage a request is for, by host and path.</summary>
public sealed class SiteTests
{
    [Fact]
    public async Task A_custom_domain_leads_to_the_stage_that_it_maps()
    {
        await using var sample = await SampleRun.StartAsync(template =>
        {
            var resources = (JsonObject)template["Resources"]!;
            resources["Domain"] = JsonNode.Parse("""{"Type":"AWS::ApiGateway::DomainName","Properties":{"DomainName":"llm.example.com"}}""");
            resources["Mapping"] = JsonNode.Parse("""
                {"Type":"AWS::ApiGateway::BasePathMapping","Properties":{"DomainName":{"Ref":"Domain"},"RestApiId":{"Ref":"Api"},"Stage":{"Ref":"Stage"},"BasePath":"ai"}}
                """);
        });
        (await StatusAsync(sample, "/ai/health", "llm.example.com")).Should().Be(200);
        (await StatusAsync(sample, "/prod/health", "llm.example.com")).Should().Be(403, "the domain maps no such path");
        (await StatusAsync(sample, "/prod/health", null)).Should().Be(200);
    }

    [Fact]
    public async Task Of_several_APIs_the_host_tells_which()
    {
        await using var sample = await SampleRun.StartAsync(template =>
        {
            var resources = (JsonObject)template["Resources"]!;
            foreach (var name in new[] { "Api", "Deployment", "Stage", "Echo", "EchoAny" })
                resources["Other" + name] = JsonNode.Parse(resources[name]!.ToJsonString()
                    .Replace("\"Api\"", "\"OtherApi\"", StringComparison.Ordinal).Replace("\"Deployment\"", "\"OtherDeployment\"", StringComparison.Ordinal).Replace("\"Echo\"", "\"OtherEcho\"", StringComparison.Ordinal));
        });
        sample.Run.Apis.Select(api => api.Url.ToString()).Should().Equal(sample.Run.Apis.Select(api => $"http://{api.ApiId}.localhost:{sample.Run.Endpoint.Port}/prod/"));
        (await StatusAsync(sample, "/prod/health", sample.Run.Apis[0].Url.Host)).Should().Be(200);
        (await StatusAsync(sample, "/prod/health", sample.Run.Apis[1].Url.Host)).Should().Be(403, "the other API has no such method");
    }

    private static async Task<int> StatusAsync(SampleRun sample, string path, string? host)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(sample.Run.Endpoint, path));
        request.Headers.Host = host;
        using var response = await sample.Http.SendAsync(request);
        return (int)response.StatusCode;
    }
}
